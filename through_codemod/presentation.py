"""What do people get who review: a diff, a patch for each team, a page, or one question after the other?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.report import Split
from through_codemod.report.terminal import say, write_bytes
from through_codemod.request import Request, UsageError

if TYPE_CHECKING:
    from through_codemod.report import FileReport
    from through_codemod.runner import Job, Survey

_NAMED = 5  # files in one message


def follow_decisions(surveyed: Survey, file: Path, workers: int | None) -> tuple[Survey, list[FileReport]]:
    """Return the survey and what becomes of its files by the decisions in `file`; what cannot be followed is told.

    Raises `UsageError` where the file cannot be read.
    """
    from through_codemod.decisions import DecisionsError, read_decisions
    from through_codemod.report.progress import counting
    from through_codemod.review import decided, remarks
    from through_codemod.runner import reports_of

    try:
        decisions = read_decisions(file)
    except DecisionsError as error:
        raise UsageError(str(error)) from None
    surveyed = decided(surveyed, decisions)
    with counting(sys.stderr, "files") as tell:
        reports = reports_of(surveyed, workers, tell)
    for remark in remarks(surveyed, decisions, reports):
        say(remark)
    return surveyed, reports


def write_page(reports: Sequence[FileReport], job: Job, request: Request) -> None:
    """Write the review page where the request says, or to stdout. Raises `UsageError` where that fails."""
    from through_codemod.report.html import review_page
    from through_codemod.report.progress import waiting
    from through_codemod.report.text import counted
    from through_codemod.review import sites_to_review

    with waiting(sys.stderr, "writing the page"):
        sites = list(sites_to_review(reports, job))
    page = review_page(sites).encode("utf-8", "backslashreplace")
    if request.output is None:
        write_bytes(page)
        return
    try:
        request.output.write_bytes(page)
    except OSError as error:
        raise UsageError(f"{request.output}: {error.strerror}") from None
    if not request.quiet:
        say(f"{request.output}: {counted(len(sites), 'finding')}; open it, and give what it saves to fix --decisions")


def ask_about(reports: Sequence[FileReport], job: Job) -> list[FileReport]:
    """Return what becomes of the files by the answers of whoever sits at the terminal."""
    from through_codemod.interactive import Terminal, in_editor, reviewed
    from through_codemod.report.terminal import shows_colors

    def ask(prompt: str) -> str | None:
        print(prompt, end="", flush=True)
        return sys.stdin.readline() or None

    return reviewed(reports, job, Terminal(print, ask, in_editor, shows_colors(sys.stdout)))


def refuse_uncommitted(reports: Sequence[FileReport]) -> None:
    """Raise `UsageError` where a file that is to be written holds what git could not give back."""
    touched = [report.path for report in reports if report.change]
    if not touched:
        return
    from through_codemod.uncommitted import uncommitted

    if changed := uncommitted(touched):
        more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        raise UsageError(
            f"uncommitted changes in {', '.join(changed[:_NAMED])}{more} would be written over; commit or stash them, "
            "or give --allow-dirty"
        )


def show_diff(reports: Sequence[FileReport], job: Job, request: Request) -> None:
    """Print the diff of the files, or write the patches that it is to be divided into. Raises `UsageError`."""
    if request.split and request.output:
        _write_patches(reports, request.split, request.output, job)
        return
    from through_codemod.report.diff import any_outside

    _print_diffs(reports)
    if not request.quiet and any_outside(report.path for report in reports if report.change):
        say("`git apply` passes over what lies outside of the current directory; run it further up")


def _print_diffs(reports: Sequence[FileReport]) -> None:
    from through_codemod.report.diff import colored, decoded, path_in_repository, unified_diff
    from through_codemod.report.terminal import shows_colors, visible

    on_screen, colors = sys.stdout.isatty(), shows_colors(sys.stdout)
    for report in reports:
        if report.change is None:
            continue
        diff = unified_diff(path_in_repository(report.path), report.change)
        if on_screen or colors:
            text = visible(decoded(diff, report.change))
            print(colored(text) if colors else text, end="")
        else:
            write_bytes(diff)


def _write_patches(reports: Sequence[FileReport], split: Split, directory: Path, job: Job) -> None:
    from through_codemod.owners import OwnersError
    from through_codemod.patches import PatchError, parts_of, write_parts
    from through_codemod.report.progress import waiting
    from through_codemod.report.text import counted

    try:
        with waiting(sys.stderr, "dividing the diff"):
            parts = parts_of(reports, split, job)
        for path, part in write_parts(parts, directory):
            print(f"{path}: {counted(part.sites, 'site')} in {counted(len(part.changes), 'file')}")
    except (OwnersError, PatchError) as error:
        raise UsageError(str(error)) from None
