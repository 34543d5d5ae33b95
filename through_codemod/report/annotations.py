"""What is to be shown beside the lines, wherever the repository is looked at? A message and a level for each finding.

SARIF, GitHub, GitLab and JUnit say the same of a finding, each in its own form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.fingerprint import fingerprints
from through_codemod.report import FileReport
from through_codemod.report.diff import path_in_repository

if TYPE_CHECKING:
    from through_codemod.codemod import Finding


class Level(StrEnum):
    """How much a finding matters, in the words of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_LEVELS = {"TM901": Level.ERROR, "TM903": Level.WARNING}


class Annotation(NamedTuple):
    """A finding with its `path` from the top of the repository, and a fingerprint that lines may move under."""

    finding: Finding
    path: str
    level: Level
    message: str
    fingerprint: str


def annotated(reports: Sequence[FileReport]) -> Iterator[Annotation]:
    """Yield the findings of all files, each as an annotation, in order."""
    for report in reports:
        path = report.path if report.path == "-" else path_in_repository(report.path)
        known = fingerprints(path, [*report.findings, *report.passed])
        for finding, fingerprint in zip(report.findings, known, strict=False):
            yield Annotation(finding, path, _level(finding), _message(finding), fingerprint)


def _level(finding: Finding) -> Level:
    """An error stops the tool from looking; a warning is a write to a custom through model; a note may be one."""
    if finding.code in _LEVELS:
        return _LEVELS[finding.code]
    if finding.relation is None or (finding.reason is not None and finding.reason.name == "implicit-through"):
        return Level.NOTE
    return Level.WARNING


def _message(finding: Finding) -> str:
    """Return what happens to the rows, and what can be made of the call."""
    if finding.relation is None and finding.reason is None:
        return finding.message
    doubts = [caveat.message for caveat in finding.caveats] + ([finding.reason.message] if finding.reason else [])
    more = f"{finding.applicability}: {'; '.join(doubts)}" if doubts else "safe: `fix` rewrites it"
    return f"{finding.message} ({more})"
