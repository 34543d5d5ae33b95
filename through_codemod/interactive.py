"""Which sites does somebody want rewritten, who is shown one after the other? As `git add --patch` does with hunks.

Each answer is put to the text of the file as it is by then, so that what is shown is what will be written. Nothing goes
to disk here.
"""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import tempfile
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.findings import Applicability
from through_codemod.grammar import parsed
from through_codemod.report import Change, FileReport
from through_codemod.report.diff import colored, decoded, unified_diff
from through_codemod.report.explain import explanation
from through_codemod.report.terminal import Style, painted, visible

if TYPE_CHECKING:
    from through_codemod.findings import Finding
    from through_codemod.runner import Job

KEYS = {
    "y": "yes, rewrite this one",
    "n": "no, leave it",
    "a": "this one and all the others in this file, but for those with other caveats",
    "r": "this one and all the others of this relation, but for those with other caveats",
    "e": "edit the new text in $EDITOR, and take what comes back",
    "x": "explain what happens to the rows",
    "u": "undo the last answer",
    "q": "quit, and write what was accepted",
    "?": "this list",
}
_NOTE = "# through-codemod: lines that begin like this one are dropped; leave nothing else to take nothing."


class EditorError(Exception):
    """What comes back from the editor cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Whom to ask: `ask` returns the answer, None at the end of the input; `edit` what becomes of a text."""

    show: Callable[[str], None]
    ask: Callable[[str], str | None]
    edit: Callable[[str], str]
    colors: bool = False


@dataclass(frozen=True, slots=True)
class _Also:
    """What was accepted in advance: the sites of a file or of a relation that have no caveats but these."""

    path: str | None
    relation: str | None
    caveats: frozenset[str]

    def holds(self, path: str, finding: Finding) -> bool:
        here = path == self.path if self.path is not None else finding.relation == self.relation
        return here and _caveats(finding) <= self.caveats


@dataclass(frozen=True, slots=True)
class _State:
    """How far the answers have come: before the site number `at` of file number `file`.

    `texts` are the files that have been rewritten; `open` are the numbers that the sites of this file had at first.
    """

    file: int = 0
    at: int = 0
    open: tuple[int, ...] = ()
    texts: dict[int, bytes] = field(default_factory=dict)
    accepted: frozenset[tuple[int, int]] = frozenset()
    also: tuple[_Also, ...] = ()


def reviewed(reports: Sequence[FileReport], job: Job, terminal: Terminal) -> list[FileReport]:
    """Return what becomes of `reports` by the answers to what they would change; `job` is the one they come from."""
    changing = [report for report in reports if report.change is not None]
    chosen = _Review(changing, job, terminal).answered()
    done = {report.path: report for report in chosen}
    return [done.get(report.path, report) for report in reports]


class _Review:
    def __init__(self, reports: Sequence[FileReport], job: Job, terminal: Terminal) -> None:
        self.reports = reports
        self.job = job
        self.terminal = terminal
        self.total = sum(len(_sites(report)) for report in reports)

    def answered(self) -> list[FileReport]:
        state, asked, asking = self._opened(_State(), 0), list[_State](), True
        while state.file < len(self.reports):
            site = self._site(state)
            if site is None:
                state = self._opened(state, state.file + 1)
                continue
            offered = self._rewritten(state, site)
            if offered.change is None:
                said = offered.findings[0].message if offered.findings else "nothing comes of it"
                self.terminal.show(f"{offered.path}:{site.line}: {said}")
                state = replace(state, at=state.at + 1)
            elif any(also.holds(offered.path, site) for also in state.also):
                state = self._accepted(state, offered.change.after)
            elif not asking:
                state = replace(state, at=state.at + 1)
            else:
                self._show(state, site, offered.change)
                match self._answer(site):
                    case "q":
                        asking = False  # what was accepted in advance is still to come
                    case "u":
                        if not asked:
                            self.terminal.show("There is nothing to undo.")
                        state = asked.pop() if asked else state
                    case "n":
                        asked.append(state)
                        state = replace(state, at=state.at + 1)
                    case "e":
                        asked.append(state)
                        state = self._edited(state, site, offered.change)
                        if state is asked[-1]:
                            asked.pop()
                    case answer:
                        asked.append(state)
                        state = self._accepted(state, offered.change.after)
                        also = {
                            "a": _Also(offered.path, None, _caveats(site)),
                            "r": _Also(None, site.relation, _caveats(site)),
                        }.get(answer)
                        state = replace(state, also=(*state.also, also)) if also else state
        return list(self._outcome(state))

    def _opened(self, state: _State, number: int) -> _State:
        count = len(_sites(self.reports[number])) if number < len(self.reports) else 0
        return replace(state, file=number, at=0, open=tuple(range(count)))

    def _text(self, state: _State) -> bytes:
        change = self.reports[state.file].change
        assert change is not None
        return state.texts.get(state.file, change.before)

    def _now(self, state: _State) -> list[Finding]:
        path = self.reports[state.file].path
        return _sites(self.job.on_source(path, self._text(state), lambda findings: [False] * len(findings)))

    def _site(self, state: _State) -> Finding | None:
        sites = self._now(state) if state.at < len(state.open) else []
        return sites[state.at] if state.at < len(sites) else None

    def _rewritten(self, state: _State, site: Finding) -> FileReport:
        place = site.line, site.column, site.code
        return self.job.on_source(
            self.reports[state.file].path,
            self._text(state),
            lambda findings: [(finding.line, finding.column, finding.code) == place for finding in findings],
        )

    def _accepted(self, state: _State, text: bytes) -> _State:
        return replace(
            state,
            open=(*state.open[: state.at], *state.open[state.at + 1 :]),
            texts={**state.texts, state.file: text},
            accepted=state.accepted | {(state.file, state.open[state.at])},
        )

    def _show(self, state: _State, site: Finding, change: Change) -> None:
        path = self.reports[state.file].path
        number = sum(len(_sites(report)) for report in self.reports[: state.file]) + state.open[state.at] + 1
        names = ", ".join(sorted(_caveats(site)))
        tag = painted(
            f"[{site.applicability}{': ' if names else ''}{names}]",
            Style.YELLOW if names else Style.GREEN,
            self.terminal.colors,
        )
        place = painted(f"{path}:{site.line}:{site.column}:", Style.BOLD, self.terminal.colors)
        diff = visible(decoded(unified_diff(path, change), change).split("\n", 3)[-1])
        lines = [f"{place} {site.code} {tag} {site.message}"]
        lines += [f"    {caveat.name}: {caveat.message}" for caveat in site.caveats]
        lines += [f"    note: {note}" for note in site.notes]
        lines.append(f"{colored(diff) if self.terminal.colors else diff}({number} of {self.total})")
        self.terminal.show("\n".join(lines))

    def _answer(self, site: Finding) -> str:
        prompt = painted(f"Rewrite this [{','.join(KEYS)}]? ", Style.CYAN, self.terminal.colors)
        while True:
            said = self.terminal.ask(prompt)
            if said is None:
                return "q"
            match said.strip().lower()[:1]:
                case "x":
                    self.terminal.show(explanation(site.code) or site.message)
                    if site.known_by:
                        self.terminal.show(f"\nThe receiver's model is known by: {site.known_by}")
                case "?" | "":
                    self.terminal.show("\n".join(f"{key} - {meaning}" for key, meaning in KEYS.items()))
                case key if key in KEYS:
                    return str(key)
                case key:
                    self.terminal.show(f"There is no answer {key!r}; ? lists them.")

    def _edited(self, state: _State, site: Finding, change: Change) -> _State:
        """Return the state with what the editor gives, or the same one where it gives nothing to be taken."""
        _, after = change.lines
        line = site.line - 1
        edit = next(edit for edit in change.edits or () if edit.start <= line < edit.end)
        encoding = tokenize.detect_encoding(io.BytesIO(change.before).readline)[0].replace("-sig", "")
        newline = "\r\n" if change.before.split(b"\n", 1)[0].endswith(b"\r") else "\n"
        offered = b"".join(after[edit.new_start : edit.new_end]).decode(encoding).replace("\r\n", "\n")
        try:
            given = self.terminal.edit(f"{offered.removesuffix(chr(10))}\n{_NOTE}\n")
            kept = [text for text in given.splitlines() if not text.startswith(_NOTE[:18])]
            if not any(text.strip() for text in kept):
                return state
            lines = [f"{text}{newline}".encode(encoding) for text in kept]
            text = b"".join([*after[: edit.new_start], *lines, *after[edit.new_end :]])
            compile(parsed(text), self.reports[state.file].path, "exec", dont_inherit=True)
        except (EditorError, SyntaxError, ValueError) as error:
            self.terminal.show(f"This cannot be taken: {error}")
            return state
        state = self._accepted(state, text)
        behind = sum(other.line > edit.new_start + len(lines) for other in self._now(state))
        done = len(self._now(state)) - behind
        return replace(state, open=(*[-1] * done, *state.open[len(state.open) - behind :]), at=done)

    def _outcome(self, state: _State) -> Iterator[FileReport]:
        for number, report in enumerate(self.reports):
            assert report.change is not None
            sites = iter(range(len(_sites(report))))
            findings = tuple(
                finding._replace(fixed=(number, next(sites)) in state.accepted) if _is_site(finding) else finding
                for finding in report.findings
            )
            text = state.texts.get(number, report.change.before)
            change = Change(report.change.before, text) if text != report.change.before else None
            yield FileReport(report.path, findings, change, report.broken, report.passed)


def in_editor(text: str) -> str:
    """Return what becomes of `text` in the editor that VISUAL or EDITOR names. Raises `EditorError`."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "site.py")
        file.write_text(text, "utf-8")
        try:
            subprocess.run([*shlex.split(command), str(file)], check=True)
            return file.read_text("utf-8")
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise EditorError(f"{command}: {error}") from None


def _is_site(finding: Finding) -> bool:
    return finding.applicability is not Applicability.LEFT


def _sites(report: FileReport) -> list[Finding]:
    return [finding for finding in report.findings if _is_site(finding)]


def _caveats(finding: Finding) -> frozenset[str]:
    return frozenset(str(caveat.name) for caveat in finding.caveats)
