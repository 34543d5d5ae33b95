"""What is there to say of one file? The form in which the runner hands results to every kind of report."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from through_codemod.changes import Edit
    from through_codemod.codemod import Finding
    from through_codemod.infer.travels import Travels


class Change(NamedTuple):
    """What a file held when it was read, and what it is to hold; `edits` are the lines that differ, where known."""

    before: bytes
    after: bytes
    edits: tuple[Edit, ...] | None = None

    @property
    def lines(self) -> tuple[list[bytes], list[bytes]]:
        """The lines of both, which end at line feeds."""
        before, after = (io.BytesIO(source).readlines() for source in (self.before, self.after))
        return before, after


class FileReport(NamedTuple):
    """The findings in one file, in order. A finding is `fixed` if `change` takes it away.

    `broken` says that the tool failed on this file, by its own fault. `passed` are findings that nobody is to be told
    of: they are known already, or stand on lines that nobody asked about. `travels` is where the managers go that the
    file hands to others.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    change: Change | None = None
    broken: bool = False
    passed: tuple[Finding, ...] = ()
    travels: Travels | None = None


class Split(StrEnum):
    """What a diff is divided by, so that each team reviews its own part."""

    RELATION = "relation"
    APP = "app"
    OWNER = "owner"
    DIRECTORY = "directory"
