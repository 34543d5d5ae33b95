"""What is said at the end of a run: how much of what, of which relation, and what to do next?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from through_codemod.report import FileReport
from through_codemod.report.terminal import shows_colors
from through_codemod.report.text import relation_lines, statistics_lines, summary
from through_codemod.request import Mode, Request

if TYPE_CHECKING:
    from through_codemod.findings import Finding


def print_closing(mode: Mode, request: Request, reports: Sequence[FileReport], scanned: int, stream: TextIO) -> None:
    """Print the counts, and the command that goes on from there."""
    if request.statistics:
        for line in statistics_lines(reports):
            print(line, file=stream)
    if request.quiet:
        return
    fixed_as = "to be fixed" if mode is Mode.DIFF else "fixed"
    for line in relation_lines(reports, fixed_as, shows_colors(stream)):
        print(line, file=stream)
    print(summary(reports, scanned, fixed_as), file=stream)
    for line in next_steps(mode, request, [finding for report in reports for finding in report.findings]):
        print(line, file=stream)


def next_steps(mode: Mode, request: Request, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the line that says what to do about `findings`; none where there is nothing, or nothing new, to do."""
    kinds = Counter("fixed" if finding.fixed else str(finding.applicability) for finding in findings if finding.method)
    unsafe = ["--unsafe-fixes"] if request.unsafe_fixes else []
    not_chosen = request.site_by_site and kinds["safe"] + kinds["unsafe"]
    if not kinds or "-" in request.paths:
        return
    if mode is Mode.CHECK and (kinds["safe"] or (unsafe and kinds["unsafe"])):
        yield f"next: `{request.command(Mode.DIFF, *unsafe)}` shows what `fix` would write"
    elif mode is Mode.DIFF and kinds["fixed"]:
        yield f"next: `{request.command(Mode.FIX, *unsafe)}` writes it"
    elif kinds["unsafe"] and not unsafe and not request.site_by_site:
        yield f"next: `{request.command(Mode.FIX, '--interactive')}` shows those with caveats, and asks"
    elif kinds["left"] and not request.verbose and not not_chosen:
        yield f"next: `{request.command(Mode.CHECK, '--verbose')}` says why they are left"
    elif mode is Mode.FIX and {*+kinds} == {"fixed"}:
        yield "next: run your formatter and your tests; `git diff` shows what was written"
