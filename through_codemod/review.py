"""What is there to decide on, site by site, and what becomes of a run's files by what was decided?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.decisions import FileDecisions, Verdict, spelled
from through_codemod.findings import Applicability
from through_codemod.fingerprint import fingerprints
from through_codemod.report import Change, FileReport
from through_codemod.report.diff import path_in_repository
from through_codemod.report.html import ReviewedSite
from through_codemod.report.text import counted

if TYPE_CHECKING:
    from through_codemod.findings import Finding
    from through_codemod.runner import Job, Survey


def sites_to_review(reports: Sequence[FileReport], job: Job) -> Iterator[ReviewedSite]:
    """Yield every finding with what becomes of its file if it alone is rewritten; `job` gave the reports."""
    for report in reports:
        known_as = spelled(path_in_repository(report.path))
        sites = [finding for finding in report.findings if finding.relation or finding.method]
        texts = dict(zip(sites, fingerprints(known_as, sites), strict=True))
        source = report.change.before if report.change else _source(report.path)
        for finding in report.findings:
            change = Change(source, source)
            if report.change and finding.applicability is not Applicability.LEFT:
                change = _alone(report.path, finding, source, job)
            yield ReviewedSite(report.path, known_as, texts.get(finding, ""), finding, change)


def decided(surveyed: Survey, decisions: Mapping[str, FileDecisions]) -> Survey:
    """Return the survey with a job that rewrites what the decisions say, and nothing else."""
    choices = {}
    for path in surveyed.candidates:
        known_as = spelled(path_in_repository(path))
        choices[path] = decisions.get(known_as) or FileDecisions(known_as)
    return surveyed._replace(job=replace(surveyed.job, choices=choices))


def remarks(surveyed: Survey, decisions: Mapping[str, FileDecisions], reports: Iterable[FileReport]) -> Iterator[str]:
    """Yield what is to be said of decisions that could not be followed."""
    found = {report.path: report for report in reports}
    files = {spelled(path_in_repository(path)): path for path in surveyed.files}
    for known_as, of_file in decisions.items():
        path = files.get(known_as)
        if path is None:
            passed = counted(len(of_file.decisions), "decision")
            yield f"{known_as} is none of the files of this run; {passed} passed over"
            continue
        findings = found[path].findings if path in found else ()
        sites = [finding for finding in findings if finding.relation or finding.method]
        for site, verdict in zip(sites, of_file.verdicts(sites), strict=True):
            if verdict is Verdict.OUTDATED:
                yield f"{path}:{site.line}: changed since the decisions were made, and is left; review it again"


def _alone(path: str, finding: Finding, source: bytes, job: Job) -> Change:
    place = finding.line, finding.column, finding.code
    made = job.on_source(
        path, source, lambda findings: [(other.line, other.column, other.code) == place for other in findings]
    )
    return made.change or Change(source, source)


def _source(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
