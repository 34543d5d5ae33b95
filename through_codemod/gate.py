"""Which findings stop at the gate? Those that no baseline lists, those on changed lines, and a map out of date."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from through_codemod import baseline, since
from through_codemod.report import FileReport
from through_codemod.runner import Job


def stopped(
    reports: Sequence[FileReport], files: Sequence[str], job: Job, known: Path | None, ref: str | None
) -> list[FileReport]:
    """Return the reports of a run over `files` without what passes.

    `known` is a baseline, whose entries for findings that are gone are findings of its own; `ref` the commit since
    which lines must have changed. Raises `BaselineError` or `SinceError`.
    """
    kept = list(reports)
    if known is not None:
        kept = baseline.read(known).pass_over(kept, _judged(reports, files, job, known))
    if ref is not None:
        kept = since.changed_since(ref, ".").pass_over(kept)
    return [report for report in kept if report.findings or report.broken]


def write_baseline(reports: Sequence[FileReport], files: Sequence[str], job: Job, path: Path) -> int:
    """Write a baseline that lists all findings in the reports, and return how many it lists.

    What the one before listed of other files and codes stays. Raises `BaselineError`.
    """
    before = baseline.read(path) if path.exists() else baseline.Baseline(path, {}, {})
    after = before.with_all(reports, _judged(reports, files, job, path))
    after.write()
    return sum(after.known.values())


def stale_map(path: Path, changed: Sequence[str]) -> FileReport:
    """Return the report on a map that is older than the files in `changed`."""
    from through_codemod.findings import Applicability, Finding

    shown = os.path.relpath(path).replace(os.sep, "/")
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    message = (
        f"the map was made before {changed[0]}{more} changed; "
        f"`through-codemod relations --output-format json -o {shown}` makes it anew"
    )
    return FileReport(shown, (Finding("TM903", message, 1, 1, 1, 1, Applicability.LEFT),))


def _judged(reports: Sequence[FileReport], files: Sequence[str], job: Job, known: Path) -> Callable[[str, str], bool]:
    """Return the test for a file, from the baseline's directory on, and a code: has this run looked for it there?"""
    home = known.resolve().parent
    scanned = {Path(file).resolve() for file in files}
    installed = {name for report in reports if (name := baseline.installed_as(report.path))}  # few runs look there

    def judged(file: str, code: str) -> bool:
        if file in installed:
            return job.config.hears(code)
        path = home / file
        if code.startswith("TM2") and (job.trace is None or not job.trace.knows(str(path))):
            return False  # only a recorded run looks for those
        return (path.resolve() in scanned or not path.exists()) and job.config.on(str(path)).hears(code)

    return judged
