"""What is to be shown beside the lines, wherever the repository is looked at? A message and a level for each finding.

SARIF, GitHub, GitLab and JUnit say the same of a finding, each in its own form.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from through_codemod.fingerprint import fingerprints
from through_codemod.report import FileReport

if TYPE_CHECKING:
    from through_codemod.codemod import Finding


class Level(StrEnum):
    """How much a finding matters, in the words of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A finding with its `path` from the top of the repository, and a fingerprint that lines may move under."""

    finding: Finding
    path: str
    level: Level
    message: str
    fingerprint: str


def annotated(reports: Sequence[FileReport]) -> Iterator[Annotation]:
    """Yield the findings of all files, each as an annotation, in order."""
    top = _top(os.getcwd())
    for report in reports:
        path = _from(top, report.path)
        known = fingerprints(path, [*report.findings, *report.passed])
        for finding, fingerprint in zip(report.findings, known, strict=False):
            yield Annotation(finding, path, _level(finding), _message(finding), fingerprint)


def _top(directory: str) -> str:
    """Return the directory itself or the one above it that holds a repository; itself where there is none."""
    at = directory
    while not os.path.exists(os.path.join(at, ".git")):
        at, below = os.path.dirname(at), at
        if at == below:
            return directory
    return at


def _from(top: str, path: str) -> str:
    """Return the path from `top` on, with `/`; as it is where it lies elsewhere."""
    relative = os.path.relpath(path, top) if path != "-" else path
    return (path if relative.startswith("..") else relative).replace(os.sep, "/")


def _level(finding: Finding) -> Level:
    """An error stops the tool from looking; a warning is a write to a custom through model; a note may be one."""
    if finding.code == "TM901":
        return Level.ERROR
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
