"""Which findings does the project know of already? A file that lists them, and that their lines may move under.

The first line says what it is, and each that follows is one entry, so that changes to it are short and merge well:

    {"through-codemod-baseline": 1}
    {"file": "school/views.py", "function": "enrol", "relation": "school.Course.students", "code": "TM101", "count": 2}
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.report import FileReport

if TYPE_CHECKING:
    from through_codemod.findings import Finding

FORMAT = 1
_HEAD = "through-codemod-baseline"
_PACKAGES = "site-packages/"
_INSTALLED = r".*/(?:(?:site|dist)-packages|[Ll]ib/python\d[.\d]*)/(.+)$"


class BaselineError(Exception):
    """A baseline that cannot be read or written; the message says why, and what to do."""


class Entry(NamedTuple):
    """What findings are known by: their `file` from the baseline's directory on, and everything but their lines.

    A file that is installed is called as if all packages lay in one directory, which is another on each machine. Where
    no relation is known, `relation` is the accessor's name.
    """

    file: str
    function: str
    relation: str
    code: str


class Baseline(NamedTuple):
    """How many findings of each kind are known, and on which line of the file at `path` that stands."""

    path: Path
    known: Mapping[Entry, int]
    lines: Mapping[Entry, int]

    def pass_over(self, reports: Sequence[FileReport], judged: Callable[[str, str], bool]) -> list[FileReport]:
        """Return the reports without the findings that are known, and with one more for what the baseline has too much.

        `judged` tells whether findings of a code in a file (from the baseline's directory on) would be among `reports`.
        """
        kept, found = [], Counter[Entry]()
        for report in reports:
            left: list[Finding] = []
            passed: list[Finding] = []
            for finding in report.findings:
                entry = self._entry(report.path, finding)
                found[entry] += 1
                known = found[entry] <= self.known.get(entry, 0) and not report.broken
                (passed if known else left).append(finding)
            kept.append(report._replace(findings=tuple(left), passed=(*report.passed, *passed)))
        stale = tuple(
            _stale(entry, count, found[entry], self.lines[entry])
            for entry, count in self.known.items()
            if found[entry] < count and judged(entry.file, entry.code) and judged(entry.file, "TM902")
        )
        shown = os.path.relpath(self.path).replace(os.sep, "/")
        return [*kept, *([FileReport(shown, stale)] if stale else [])]

    def with_all(self, reports: Sequence[FileReport], judged: Callable[[str, str], bool]) -> Baseline:
        """Return a baseline that knows all findings in `reports`, and still what they say nothing of.

        What the tool failed on by its own fault is not among them.
        """
        known = {entry: count for entry, count in self.known.items() if not judged(entry.file, entry.code)}
        for report in reports:
            for finding in () if report.broken else report.findings:
                entry = self._entry(report.path, finding)
                known[entry] = known.get(entry, 0) + 1
        return self._replace(known=known)

    def write(self) -> None:
        """Write the file. Raises `BaselineError`."""
        try:
            self.path.write_text("".join(f"{line}\n" for line in self._written()), "utf-8")
        except OSError as error:
            raise BaselineError(f"{self.path}: cannot be written: {error.strerror}") from None

    def _written(self) -> Iterator[str]:
        yield json.dumps({_HEAD: FORMAT})
        for entry, count in sorted(self.known.items()):
            yield json.dumps(entry._asdict() | {"count": count})

    def _entry(self, path: str, finding: Finding) -> Entry:
        file = installed_as(path) or os.path.relpath(path, self.path.parent).replace(os.sep, "/")
        return Entry(file, finding.function or "", finding.relation or finding.accessor or "", finding.code)


def installed_as(path: str) -> str | None:
    """Return how an installed file is called whatever the machine is, None for one that is not installed.

    /home/ada/venv/lib/python3.12/site-packages/tagger/core.py  ->  site-packages/tagger/core.py
    """
    found = re.search(_INSTALLED, os.path.abspath(path).replace(os.sep, "/"))
    return f"{_PACKAGES}{found[1]}" if found else None


def read(path: Path) -> Baseline:
    """Return the baseline in the file at `path`. Raises `BaselineError` where there is none that can be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}; `check --baseline {path} --write-baseline` makes it") from None
    except UnicodeDecodeError as error:
        raise BaselineError(f"{path}: no baseline, as it is not UTF-8 ({error.reason})") from None
    known: dict[Entry, int] = {}
    places: dict[Entry, int] = {}
    if not lines or _object(lines[0]).get(_HEAD) != FORMAT:
        raise BaselineError(f"{path}:1: no baseline of format {FORMAT}; `check --write-baseline` makes one")
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        body = _object(line)
        count = body.pop("count", None)
        names = {name: value for name, value in body.items() if isinstance(value, str)}
        if set(names) != set(Entry._fields) or len(names) < len(body):
            raise BaselineError(f"{path}:{number}: no entry of a baseline; write it anew with --write-baseline")
        if not isinstance(count, int) or count < 1:
            raise BaselineError(f"{path}:{number}: `count` must be a whole number above 0, not {count!r}")
        entry = Entry(**names)
        known[entry] = known.get(entry, 0) + count
        places.setdefault(entry, number)
    return Baseline(path, known, places)


def _object(line: str) -> dict[str, object]:
    try:
        body = json.loads(line)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _stale(entry: Entry, count: int, found: int, line: int) -> Finding:
    from through_codemod.findings import Applicability, Finding

    where = f"{entry.function} in {entry.file}" if entry.function else entry.file
    what = " ".join(part for part in (entry.code, entry.relation) if part)
    message = f"{count} of {what} are known in {where}, and {found or 'none'} found; `--write-baseline` writes it anew"
    return Finding("TM902", message, line, 1, line, 1, Applicability.LEFT)
