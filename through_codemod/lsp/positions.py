"""Where is that in the editor's units? Lines and columns of the tool, and edits, as the protocol counts them.

The protocol ends lines at `\\n`, `\\r\\n` and `\\r` only, and counts columns in units of the encoding agreed on:
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocuments
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import accumulate

from lsprotocol.types import Position, PositionEncodingKind, Range, TextEdit

from through_codemod.changes import Edit
from through_codemod.findings import Finding

_FORMS = {PositionEncodingKind.Utf8: ("utf-8", 1), PositionEncodingKind.Utf16: ("utf-16-le", 2)}


class Text:
    """A document's text, and where things are in it."""

    def __init__(self, text: str, encoding: PositionEncodingKind | str) -> None:
        self.text = text
        self.lines = list(io.StringIO(text, newline=""))
        self._form, self._unit = _FORMS.get(PositionEncodingKind(encoding), ("utf-32-le", 4))

    def position(self, line: int, column: int) -> Position:
        """Return the place for a line and a column in characters, both counted from 1."""
        before = self._line(line)[: column - 1]
        units = len(before) if before.isascii() else len(before.encode(self._form, "surrogatepass")) // self._unit
        return Position(line - 1, units)

    def place(self, position: Position) -> tuple[int, int]:
        """Return line and column in characters, both counted from 1; what is behind a line's end is its end."""
        line = self._line(position.line + 1).rstrip("\r\n")
        if line.isascii():
            return position.line + 1, min(position.character, len(line)) + 1
        before = line.encode(self._form, "surrogatepass")[: position.character * self._unit]
        return position.line + 1, len(before.decode(self._form, "ignore")) + 1

    def range(self, finding: Finding) -> Range:
        """Return what a finding is about; one without an extent is about the rest of its line."""
        start = self.position(finding.line, finding.column)
        if (finding.line, finding.column) == (finding.end_line, finding.end_column):
            return Range(start, self.line_end(finding.line))
        return Range(start, self.position(finding.end_line, finding.end_column))

    def line_end(self, line: int) -> Position:
        """Return the place behind the last character of a line, counted from 1, in front of its line ending."""
        return self.position(max(line, 1), len(self._line(line).rstrip("\r\n")) + 1)

    def _line(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""


def text_edits(before: Text, after: str, edits: Sequence[Edit]) -> list[TextEdit]:
    """Return the edits of `before` that give `after`, given which of its lines become which.

    Those lines end at line feeds only, so one of them may be several of the editor's.
    """
    olds, news = _by_line_feeds(before.text), _by_line_feeds(after)
    starts = list(accumulate((len(list(io.StringIO(line, newline=""))) for line in olds), initial=0))
    last = Position(starts[-1], 0) if before.text.endswith(("\n", "\r")) else before.line_end(starts[-1])
    places = [*(Position(line, 0) for line in starts[:-1]), last]
    return [
        TextEdit(Range(places[edit.start], places[edit.end]), "".join(news[edit.new_start : edit.new_end]))
        for edit in edits
    ]


def _by_line_feeds(text: str) -> list[str]:
    return list(io.StringIO(text, newline="\n"))


def overlaps(finding: Finding, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether a finding and a selection share a place, their ends included."""
    return (finding.line, finding.column) <= end and start <= (finding.end_line, finding.end_column)


def among(findings: Sequence[Finding], start: tuple[int, int], end: tuple[int, int]) -> Iterator[Finding]:
    """Yield the findings that share a place with a selection."""
    return (finding for finding in findings if overlaps(finding, start, end))
