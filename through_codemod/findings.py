"""What is there to say of a file? Its findings, what became of it, and which finding of a later pass is which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.changes import Edit
from through_codemod.reasons import Caveat, Left
from through_codemod.splice import Patch

if TYPE_CHECKING:
    from through_codemod.infer.travels import Travels


class Applicability(StrEnum):
    """Whether `fix` may apply a finding's replacement."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    LEFT = "left"


class Finding(NamedTuple):
    """One thing to report. Lines and columns are 1-based, columns count characters; the end is exclusive.

    `function` is the dotted name of the function or class around it. `patches` put a safe one's replacement in place,
    its imports included, where they were asked for. `fixed` says that the result's output no longer has it. What only
    a call site has is empty for TM9xx.
    """

    code: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    applicability: Applicability
    function: str | None = None
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
    patches: tuple[Patch, ...] = ()
    fixed: bool = False


class Result(NamedTuple):
    """What became of a file: `output` equals `source` where nothing was changed; `edits` are the lines that were.

    `travels` is where the managers go that the file hands to others.
    """

    path: str
    source: bytes
    output: bytes
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...] = ()
    travels: Travels | None = None


class Failure(NamedTuple):
    """A file that could not be processed; `stage` is read, parse, rewrite, verify or write."""

    path: str
    stage: str
    message: str
    line: int = 1
    column: int = 1


Choice = Callable[[Sequence[Finding]], Sequence[bool]]  # which of a file's findings may be fixed


def everything(findings: Sequence[Finding]) -> Sequence[bool]:
    """Choose all of the findings."""
    return [True] * len(findings)


def carried(earlier: Iterable[tuple[Finding, bool]], findings: Sequence[Finding]) -> Sequence[bool]:
    """Choose what was chosen among the `earlier` findings, of which only some are left; what is new is chosen."""
    waiting: dict[object, list[bool]] = {}
    for finding, chosen in earlier:
        waiting.setdefault(_known_again(finding), []).append(chosen)
    return [flags.pop(0) if (flags := waiting.get(_known_again(finding))) else True for finding in findings]


def caught_up(finding: Finding, later: list[Finding]) -> Finding:
    """Return the finding as a later pass has dealt with it: a site can have to wait for one inside its statement.

    The one among `later` that it is leaves the list.
    """
    for other in later:
        if _known_again(other) == _known_again(finding):
            later.remove(other)
            return other._replace(
                line=finding.line,
                column=finding.column,
                end_line=finding.end_line,
                end_column=finding.end_column,
            )
    return finding


def _known_again(finding: Finding) -> object:
    return finding.code, finding.function, finding.receiver, finding.accessor
