"""Which bytes of a file are replaced by which? The one form in which edits travel; everything outside them stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class EditError(Exception):
    """A statement that could not be rewritten; the message says what libcst made of it."""


class Splice(NamedTuple):
    """The bytes from `start` up to `end` become `text`; an insertion where both are equal."""

    start: int
    end: int
    text: bytes


class Patch(NamedTuple):
    """The same for those who count lines and characters, both from 1; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def apply(source: bytes, splices: Iterable[Splice]) -> bytes:
    """Return `source` with all `splices` made; their offsets are those of `source`.

    Insertions at the same place keep the order they are given in, and stand before a replacement that starts there.
    Raises `ValueError` where two overlap or one reaches outside `source`.
    """
    pieces: list[bytes] = []
    done = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if not 0 <= splice.start <= splice.end <= len(source):
            raise ValueError(f"{splice} reaches outside a source of {len(source)} bytes")
        if splice.start < done:
            raise ValueError(f"{splice} overlaps one that ends at {done}")
        pieces += source[done : splice.start], splice.text
        done = splice.end
    pieces.append(source[done:])
    return b"".join(pieces)
