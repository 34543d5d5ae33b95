"""How is a change divided, so that each team reviews its own part?

Every part applies to the files as they are, without the others, and all of them in any order. By app, owner and
directory that is plain, as each file is in one part. By relation a file can be in several: where the changes for two
relations touch, in one statement, on one line of imports, or with less than the context of a diff between, they cannot
be had apart, and go together into a part that is named for both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from through_codemod.owners import owners_of
from through_codemod.report import Change, FileReport, Split
from through_codemod.report.diff import minimal_edits, path_in_repository, repository_of, spans, unified_diff
from through_codemod.runner import Job

if TYPE_CHECKING:
    from through_codemod.changes import Edit
    from through_codemod.findings import Choice, Finding


@dataclass(slots=True)
class Part:
    """The files of one part, with what becomes of them, and the number of sites that are rewritten in it."""

    name: str
    changes: dict[str, Change] = field(default_factory=dict)
    sites: int = 0

    def diff(self) -> bytes:
        """Return the patch."""
        return b"".join(unified_diff(path_in_repository(path), change) for path, change in self.changes.items())


class PatchError(Exception):
    """The patches cannot be put there; the message says why."""


def parts_of(reports: Sequence[FileReport], split: Split, job: Job) -> list[Part]:
    """Return the parts of what `reports` would change, by name; `job` is the one that they come from.

    Raises `OwnersError`.
    """
    found: dict[str, Part] = {}
    for path, names, change, sites in _divided(reports, split, job):
        name = "+".join(names)
        part = found.setdefault(name, Part(name))
        part.changes[path] = change
        part.sites += sites
    return [found[name] for name in sorted(found)]


def write_parts(parts: Sequence[Part], directory: Path) -> list[tuple[Path, Part]]:
    """Write a patch for each part into `directory`, which is made if need be, and return their paths.

    Raises `PatchError` where that fails, and where other patches lie there: those of an earlier run, most likely.
    """
    paths: dict[Path, Part] = {}
    for part in parts:
        plain = re.sub(r"[^\w.+@-]+", "-", part.name).strip("-.")[:_LONGEST] or "rest"
        names = (directory / f"{plain}{suffix}.patch" for suffix in ("", *(f"-{number}" for number in range(2, 9999))))
        paths[next(path for path in names if path not in paths)] = part
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if others := sorted({*directory.glob("*.patch")} - {*paths}):
            raise PatchError(f"{others[0]} is none of these patches; name an empty directory, or delete it")
        for path, part in paths.items():
            path.write_bytes(part.diff())
    except OSError as error:
        raise PatchError(f"{error.filename or directory}: {error.strerror}") from None
    return list(paths.items())


_LONGEST = 180  # characters of a name


def _divided(reports: Sequence[FileReport], split: Split, job: Job) -> Iterator[tuple[str, Sequence[str], Change, int]]:
    """The path, what it is divided by, the change and its sites, for each file and part."""
    match split:
        case Split.RELATION:
            names = None
        case Split.APP:
            names = _apps(job)
        case Split.OWNER:
            names = _owners()
        case Split.DIRECTORY:
            names = _directory
        case _:
            assert_never(split)
    for report in reports:
        if report.change is not None and names is None:
            yield from ((report.path, *rest) for rest in _by_relation(report, report.change, job))
        elif report.change is not None and names is not None:
            yield report.path, names(report.path), report.change, sum(finding.fixed for finding in report.findings)


def _directory(path: str) -> Sequence[str]:
    return [os.path.dirname(path_in_repository(path)) or "top"]


def _owners() -> Callable[[str], Sequence[str]]:
    known: dict[Path, Callable[[str], tuple[str, ...]]] = {}

    def owners(path: str) -> Sequence[str]:
        real = os.path.realpath(path)
        top = Path(repository_of(os.path.dirname(real)) or os.path.realpath("."))
        if top not in known:
            known[top] = owners_of(top)
        return known[top](os.path.relpath(real, top).replace(os.sep, "/")) or ["nobody"]

    return owners


def _apps(job: Job) -> Callable[[str], Sequence[str]]:
    """What tells the app that a file lies in, by where the models of each are."""
    labels: dict[str, str] = {}
    for model, known in job.relations.models.items():
        *packages, last = model.module.split(".")
        packages = packages[: packages.index("models")] if "models" in packages else packages
        for root in job.roots:
            directory = os.path.realpath(root.joinpath(*packages))
            if packages and (os.path.isdir(os.path.join(directory, last)) or os.path.isfile(f"{directory}/{last}.py")):
                labels.setdefault(directory, known.label.partition(".")[0])

    def app(path: str) -> Sequence[str]:
        directory = os.path.dirname(os.path.realpath(path))
        while directory not in labels and directory != os.path.dirname(directory):
            directory = os.path.dirname(directory)
        return [labels.get(directory, "no-app")]

    return app


def _by_relation(report: FileReport, change: Change, job: Job) -> Iterator[tuple[Sequence[str], Change, int]]:
    sites = [finding.relation or finding.code for finding in report.findings if finding.fixed]
    groups = [frozenset({name}) for name in sorted({*sites})]
    changes = {groups[0]: change} if len(groups) == 1 else {}
    while len(groups) > 1:
        changes = {group: made for group in groups if (made := _change_for(group, report.path, change, job))}
        touching = _touching(changes, change)
        if len(changes) < len(groups):
            touching = frozenset(sites)
        if not touching:
            break
        groups = [group for group in groups if not group <= touching] + [touching]
        changes = {touching: change}
    for group in groups:
        yield sorted(group), changes[group], sum(name in group for name in sites)


def _change_for(group: Iterable[str], path: str, change: Change, job: Job) -> Change | None:
    """What becomes of a file if only the sites of these relations are rewritten."""

    def chosen(findings: Sequence[Finding]) -> Sequence[bool]:
        return [(finding.relation or finding.code) in group for finding in findings]

    choice: Choice = chosen
    return job.on_source(path, change.before, choice).change


def _touching(changes: dict[frozenset[str], Change], whole: Change) -> frozenset[str]:
    """The relations of which some cannot be had apart; none if all can."""
    edits = {group: minimal_edits(change) for group, change in changes.items()}
    length = len(whole.lines[0])
    for (one, ones), (other, others) in combinations(edits.items(), 2):
        if _in_each_other_s_way(ones, others, length) or _in_each_other_s_way(others, ones, length):
            return one | other
    every = frozenset().union(*edits)
    return frozenset() if _are_found(edits.values(), whole) and _together(changes, edits) == whole.after else every


def _in_each_other_s_way(edits: Sequence[Edit], others: Sequence[Edit], length: int) -> bool:
    """Whether one of `others` changes what the hunks of `edits` show; git holds a hunk at either end to that end.

    https://git-scm.com/docs/git-apply
    """
    for first, last in spans(edits, length):
        start, end = first or -1, length + 1 if last == length else last
        if any(other.start < end and start < other.end for other in others):
            return True
    return False


def _are_found(parts: Iterable[Sequence[Edit]], change: Change) -> bool:
    """Whether what each hunk shows is in the file once, so that it is found when the lines have moved."""
    before, _ = change.lines
    for edits in parts:
        for first, last in spans(edits, len(before)):
            shown = before[first:last]
            if sum(before[at : at + len(shown)] == shown for at in range(len(before))) != 1:
                return False
    return True


def _together(changes: dict[frozenset[str], Change], edits: dict[frozenset[str], list[Edit]]) -> bytes:
    """The file with all changes made."""
    made = sorted(
        ((edit.start, edit.end, changes[group].lines[1][edit.new_start : edit.new_end]))
        for group, listed in edits.items()
        for edit in listed
    )
    before = next(iter(changes.values())).lines[0]
    pieces: list[bytes] = []
    done = 0
    for start, end, lines in made:
        pieces += [*before[done:start], *lines]
        done = end
    return b"".join([*pieces, *before[done:]])
