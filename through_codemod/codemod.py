"""What becomes of one file? The pure function from its bytes and the relation map to its new bytes and findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.plan import Caveat, Left, Plan
from through_codemod.relations import RelationMap


class Applicability(StrEnum):
    """Whether `fix` may apply a finding's replacement."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to report. Lines and columns are 1-based, columns count characters; the end is exclusive.

    `fixed` says that the result's output no longer has it. What only a call site has is empty for TM9xx.
    """

    code: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    applicability: Applicability
    method: str | None = None
    accessor: str | None = None
    relation: str | None = None
    direction: str | None = None
    through: str | None = None
    receiver: str | None = None
    receiver_model: str | None = None
    known_by: str | None = None
    arguments: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    notes: tuple[str, ...] = ()
    reason: Left | None = None
    replacement: str | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: `output` equals `source` where nothing was changed."""

    path: str
    source: bytes
    output: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be processed; `stage` is read, parse, rewrite, verify or write."""

    path: str
    stage: str
    message: str
    line: int = 1
    column: int = 1


def rewrite(path: str, source: bytes, relations: RelationMap, config: Config, modules: Modules) -> Result | Failure:
    """Return what becomes of the file `path` that holds `source`.

    Every site that may be fixed under `config` is rewritten in `output`; all sites are among the findings.
    """
    raise NotImplementedError
