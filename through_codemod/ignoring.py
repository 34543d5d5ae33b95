"""What becomes of files whose findings are to be ignored from now on? Comments are added, and nothing else changes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from through_codemod.document import Document, UnreadableError
from through_codemod.findings import Finding
from through_codemod.report import Change, FileReport
from through_codemod.runner import Job, write
from through_codemod.suppression import with_ignores

_TOOL = "TM9"  # codes that no comment speaks of


class Ignored(NamedTuple):
    """What is left to report, how many findings have a comment now, and in how many files."""

    reports: tuple[FileReport, ...]
    findings: int
    files: int


def ignore_all(reports: Sequence[FileReport], job: Job) -> Ignored:
    """Write a comment for each finding in the reports of a run that changed nothing, and return what is left of them.

    A file keeps its findings where a comment would change what it means, or would not be understood.
    """
    left = [_ignored(report, job) for report in reports]
    fewer = [len(before.findings) - len(after.findings) for before, after in zip(reports, left, strict=True)]
    return Ignored(tuple(left), sum(count for count in fewer if count > 0), sum(count > 0 for count in fewer))


def _ignored(report: FileReport, job: Job) -> FileReport:
    sites = [_site(finding) for finding in report.findings if not finding.code.startswith(_TOOL)]
    if not sites or report.broken:
        return report
    try:
        source = Path(report.path).read_bytes()
        document = Document(source)
        made = with_ignores(document.text, sites, job.config.line_length)
        after = Document(document.encode(made.text.encode()))
    except (OSError, UnreadableError):
        return report
    silenced = len(sites) - len(made.without)
    found = job.on_source(report.path, after.raw).findings
    if (
        not silenced
        or ast.dump(document.tree) != ast.dump(after.tree)
        or len(found) != len(report.findings) + len(report.passed) - silenced
    ):
        return report
    written = write(report._replace(change=Change(source, after.raw)))
    if len(written.findings) > len(report.findings):  # it could not be written, and that is one more
        return written._replace(change=None)
    kept = [
        _moved(finding, made.above)
        for finding in report.findings
        if finding.code.startswith(_TOOL) or _site(finding) in made.without
    ]
    return report._replace(findings=tuple(kept))


def _site(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.end_line, finding.code


def _moved(finding: Finding, above: Sequence[int]) -> Finding:
    """Return the finding on the line that it stands on below the comments."""
    down = sum(line <= finding.line for line in above)
    return finding._replace(line=finding.line + down, end_line=finding.end_line + down)
