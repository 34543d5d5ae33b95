"""Splices: the order of what is inserted, and what is refused."""

from __future__ import annotations

import pytest

from through_codemod.splice import Splice, apply


@pytest.mark.parametrize(
    ("splices", "expected"),
    [
        ([], b"abcdef"),
        ([Splice(0, 0, b"<")], b"<abcdef"),
        ([Splice(6, 6, b">")], b"abcdef>"),
        ([Splice(1, 3, b"")], b"adef"),
        ([Splice(4, 5, b"E"), Splice(1, 2, b"B")], b"aBcdEf"),
        ([Splice(2, 2, b"1"), Splice(2, 2, b"2"), Splice(2, 2, b"3")], b"ab123cdef"),
        ([Splice(2, 4, b"X"), Splice(2, 2, b"1")], b"ab1Xef"),
        ([Splice(2, 4, b"X"), Splice(4, 4, b"1"), Splice(4, 5, b"Y")], b"abX1Yf"),
    ],
)
def test_apply(splices: list[Splice], expected: bytes) -> None:
    assert apply(b"abcdef", splices) == expected


@pytest.mark.parametrize(
    "splices",
    [
        [Splice(1, 3, b""), Splice(2, 4, b"")],
        [Splice(1, 3, b""), Splice(2, 2, b"x")],
        [Splice(1, 3, b"x"), Splice(1, 3, b"y")],
        [Splice(-1, 0, b"")],
        [Splice(6, 7, b"")],
        [Splice(3, 2, b"")],
    ],
)
def test_refused(splices: list[Splice]) -> None:
    with pytest.raises(ValueError, match=r"overlaps|outside"):
        apply(b"abcdef", splices)
