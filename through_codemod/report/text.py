"""What was found, for people: a line for each finding, and a count at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from through_codemod.config import CODES
from through_codemod.report import FileReport
from through_codemod.report.terminal import Style, painted

if TYPE_CHECKING:
    from through_codemod.codemod import Finding

_FIXED = "fixed"
_UNKNOWN = "relation not known"
_STYLES = {"safe": Style.GREEN, "unsafe": Style.YELLOW, "left": Style.RED, _FIXED: Style.GREEN}
_TOOL = "TM9"  # codes of what no call site is to blame for


def finding_lines(report: FileReport, details: bool = False, colors: bool = False) -> Iterator[str]:
    """Give `path:line:column: CODE [applicability: names] message` for each finding of a file.

    With `details` the caveats, the reason, the notes and the evidence for the receiver follow, indented.
    """
    for finding in report.findings:
        place = painted(f"{report.path}:{finding.line}:{finding.column}:", Style.BOLD, colors)
        yield " ".join(part for part in (place, finding.code, _tag(finding, colors), finding.message) if part)
        if details:
            for caveat in finding.caveats:
                yield f"    {caveat.name}: {caveat.message}"
            if finding.reason:
                yield f"    {finding.reason.name}: {finding.reason.message}"
            for note in finding.notes:
                yield f"    note: {note}"
            if finding.known_by:
                yield f"    known by: {finding.known_by}"


def summary(reports: Sequence[FileReport], files_scanned: int, fixed_as: str = "fixed") -> str:
    """Return the closing line: what was fixed (in the word `fixed_as`), what remains, and how many files were read."""
    findings = [finding for report in reports for finding in report.findings]
    open_ones = [finding for finding in findings if not finding.fixed]
    fixed = len(findings) - len(open_ones)
    sites = Counter(_kind(finding) for finding in open_ones if not finding.code.startswith(_TOOL))
    others = Counter(finding.code for finding in open_ones if finding.code.startswith(_TOOL))
    parts = [f"{fixed} {fixed_as}"] if fixed else []
    parts += [f"{sites[kind]} {kind}" for kind in _STYLES if sites[kind]]
    parts += [counted(count, CODES[code]) for code, count in sorted(others.items())]
    return f"{', '.join(parts) or 'nothing to report'}; {counted(files_scanned, 'file')} scanned"


def relation_lines(reports: Sequence[FileReport], fixed_as: str = "fixed", colors: bool = False) -> Iterator[str]:
    """Give a line for each relation that is written to, with the number of sites by applicability."""
    sites = [finding for report in reports for finding in report.findings if finding.method]
    counts = Counter((finding.relation or _UNKNOWN, _kind(finding)) for finding in sites)
    names = sorted({name for name, _ in counts}, key=lambda name: (name == _UNKNOWN, name))
    width = max(map(len, names), default=0)
    for name in names:
        kinds = [
            painted(f"{counts[name, kind]} {fixed_as if kind == _FIXED else kind}", style, colors)
            for kind, style in _STYLES.items()
            if counts[name, kind]
        ]
        yield f"{name:<{width}}  {', '.join(kinds)}"


def statistics_lines(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give a line for each code that was found, with the number of findings by applicability."""
    for code, kinds in statistics(reports).items():
        listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        yield f"{code}  {CODES[code]:<18}  {sum(kinds.values()):>5}  ({listed})"


def statistics(reports: Sequence[FileReport]) -> dict[str, dict[str, int]]:
    """Return the number of findings by code and then by applicability, `"fixed"` for those that are."""
    counts = Counter((finding.code, _kind(finding)) for report in reports for finding in report.findings)
    codes = sorted({code for code, _ in counts})
    return {code: {kind: counts[code, kind] for kind in _STYLES if counts[code, kind]} for code in codes}


def _kind(finding: Finding) -> str:
    return _FIXED if finding.fixed else finding.applicability.value


def _tag(finding: Finding, colors: bool) -> str:
    if finding.code.startswith(_TOOL):
        return ""
    names = [caveat.name for caveat in finding.caveats] + ([finding.reason.name] if finding.reason else [])
    tag = f"[{_kind(finding)}{': ' if names else ''}{', '.join(names)}]"
    return painted(tag, _STYLES[_kind(finding)], colors)


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not 1: `2 files scanned`."""
    head, _, rest = noun.partition(" ")
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun}s" if head == "stale" or not rest else f"{count} {head}s {rest}"
