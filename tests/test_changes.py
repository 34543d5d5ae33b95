"""Do the edits by lines say what the splices do, for one pass and for several?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from through_codemod.changes import Edit, composed, edits_of
from through_codemod.splice import Splice, apply

TEXT = st.text("ab\n\r", max_size=24).map(str.encode)


def rebuilt(before: bytes, after: bytes, edits: Sequence[Edit]) -> bytes:
    """`after` from its changed lines and the unchanged ones of `before`."""
    old, new = (text.split(b"\n") for text in (before, after))
    old, new = ([line + b"\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1]) for lines in (old, new))
    pieces: list[bytes] = []
    done = made = 0
    for edit in edits:
        pieces += old[done : edit.start]
        made += edit.start - done
        assert edit.start > done or not done
        assert made == edit.new_start
        pieces += new[edit.new_start : edit.new_end]
        done, made = edit.end, edit.new_end
    return b"".join(pieces + old[done:])


@st.composite
def spliced(draw: st.DrawFn, source: bytes | None = None) -> tuple[bytes, list[Splice]]:
    before = draw(TEXT) if source is None else source
    marks = sorted(draw(st.lists(st.integers(0, len(before)), max_size=8)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return before, [Splice(start, end, draw(TEXT)) for start, end in dict.fromkeys(pairs)]


@pytest.mark.parametrize(
    ("splices", "edits"),
    [
        ([], []),
        ([Splice(2, 3, b"X")], [Edit(1, 2, 1, 2)]),
        ([Splice(2, 3, b"X\nY")], [Edit(1, 2, 1, 3)]),
        ([Splice(2, 2, b"new\n")], [Edit(1, 1, 1, 2)]),
        ([Splice(2, 4, b"")], [Edit(1, 2, 1, 1)]),
        ([Splice(0, 0, b"new\n"), Splice(4, 5, b"X")], [Edit(0, 0, 0, 1), Edit(2, 3, 3, 4)]),
        ([Splice(2, 2, b"X"), Splice(3, 3, b"Y")], [Edit(1, 2, 1, 2)]),
    ],
)
def test_edits(splices: list[Splice], edits: list[Edit]) -> None:
    assert list(edits_of(b"a\nb\nc\n", splices)) == edits


@given(spliced())
def test_the_changed_lines_are_all_that_changes(case: tuple[bytes, list[Splice]]) -> None:
    before, splices = case
    after = apply(before, splices)
    assert rebuilt(before, after, edits_of(before, splices)) == after


@given(st.data())
def test_two_passes_come_to_one(data: st.DataObject) -> None:
    before, first = data.draw(spliced())
    between = apply(before, first)
    _, second = data.draw(spliced(between))
    after = apply(between, second)
    assert rebuilt(before, after, composed(edits_of(before, first), edits_of(between, second))) == after
