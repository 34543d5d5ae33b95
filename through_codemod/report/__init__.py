"""What is there to say of one file? The form in which the runner hands results to every kind of report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from through_codemod.codemod import Finding


@dataclass(frozen=True, slots=True)
class Change:
    """What a file held when it was read, and what it is to hold."""

    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class FileReport:
    """The findings in one file, in order. A finding is `fixed` if `change` takes it away.

    `broken` says that the tool failed on this file, by its own fault.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    change: Change | None = None
    broken: bool = False
