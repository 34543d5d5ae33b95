"""Which lines of a file become which others? What the splices of one pass, or of several, come to by lines.

Lines end at line feeds, as git counts them. In every encoding that Python reads they are the same lines, so what is
known of the UTF-8 text is known of the file's bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from through_codemod.splice import Splice


class Edit(NamedTuple):
    """The lines from `start` up to `end`, counted from 0, become those from `new_start` up to `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int


def edits_of(source: bytes, splices: Iterable[Splice]) -> tuple[Edit, ...]:
    """Return what `splices` make of the lines of `source`: whole lines, in order, with at least one line between."""
    found: list[tuple[int, int, bytes]] = []  # offsets in the source of whole lines, and what becomes of them
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        start, text = source.rfind(b"\n", 0, splice.start) + 1, b""
        if found and found[-1][1] > start:
            start, end, text = found.pop()
            text = text[: len(text) - (end - splice.start)]
        else:
            text = source[start : splice.start]
        text += splice.text
        end = splice.end
        if not (_begins_line(source, end) and (not text or text.endswith(b"\n"))):
            end = source.find(b"\n", end) + 1 or len(source)
            text += source[splice.end : end]
        if found and found[-1][1] == start:
            before, _, other = found.pop()
            start, text = before, other + text
        found.append((start, end, text))
    edits = []
    shift = 0
    for start, end, text in found:
        first, last = _lines(source[:start]), _lines(source[:end])
        edits.append(Edit(first, last, first + shift, first + shift + _lines(text)))
        shift = edits[-1].new_end - last
    return tuple(edits)


def composed(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return what `first` and then `second` make of the lines; those that touch in between are one edit then."""
    marks = sorted(
        [(edit.new_start, edit.new_end, edit, None) for edit in first]
        + [(edit.start, edit.end, None, edit) for edit in second],
        key=lambda mark: mark[:2],
    )
    clusters: list[tuple[int, int, list[Edit], list[Edit]]] = []
    for start, end, earlier, later in marks:
        if clusters and start <= clusters[-1][1]:
            begin, until, olds, news = clusters.pop()
            clusters.append((begin, max(until, end), olds, news))
        else:
            clusters.append((start, end, [], []))
        clusters[-1][2].extend([earlier] if earlier else [])
        clusters[-1][3].extend([later] if later else [])
    edits = []
    behind = ahead = 0  # how far the lines in between are from those before `first`, and those after `second` from them
    for start, end, olds, news in clusters:
        old_start, new_start = start + behind, start + ahead
        behind += sum((edit.end - edit.start) - (edit.new_end - edit.new_start) for edit in olds)
        ahead += sum((edit.new_end - edit.new_start) - (edit.end - edit.start) for edit in news)
        edits.append(Edit(old_start, end + behind, new_start, end + ahead))
    return tuple(edits)


def _begins_line(source: bytes, offset: int) -> bool:
    return offset == 0 or source[offset - 1 : offset] == b"\n"


def _lines(text: bytes) -> int:
    return text.count(b"\n") + (not _begins_line(text, len(text)))
