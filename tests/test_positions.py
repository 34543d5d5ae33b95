"""Are places in the editor's units those that the tool means, whatever the text holds, and edits too?"""

from __future__ import annotations

import pytest
from editor import applied
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp
from lsprotocol.converters import get_converter
from test_changes import spliced

from through_codemod.changes import edits_of
from through_codemod.lsp.positions import Text, text_edits
from through_codemod.splice import Splice, apply

ENCODINGS = ["utf-8", "utf-16"]
LINES = st.text("a\u00e9\u20ac\N{PILE OF POO}\n\r\f\u2028 ", max_size=30)


@given(LINES, st.sampled_from([*ENCODINGS, "utf-32"]), st.data())
def test_a_place_is_found_again(content: str, encoding: str, data: st.DataObject) -> None:
    text = Text(content, encoding)
    line = data.draw(st.integers(1, max(len(text.lines), 1)))
    width = len(text.lines[line - 1].rstrip("\r\n")) if text.lines else 0
    column = data.draw(st.integers(1, width + 1))
    position = text.position(line, column)
    assert position.line == line - 1
    assert text.place(position) == (line, column)


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
def test_columns_are_counted_in_units(encoding: str, units: int) -> None:
    text = Text("\N{PILE OF POO}x\f\u2028y\n", encoding)
    assert text.position(1, 2).character == units
    assert text.place(lsp.Position(0, units)) == (1, 2)
    assert text.place(lsp.Position(0, 99)) == (1, 6)  # the line goes on behind what some count as line ends
    assert text.line_end(1) == text.position(1, 6)
    assert text.place(lsp.Position(7, 3)) == (8, 1)


@given(spliced(), st.sampled_from(ENCODINGS))
def test_the_edits_of_lines_give_the_text(case: tuple[bytes, list[Splice]], encoding: str) -> None:
    before, splices = case
    after = apply(before, splices)
    edits = text_edits(Text(before.decode(), encoding), after.decode(), edits_of(before, splices))
    assert applied(before.decode(), get_converter().unstructure(edits), encoding) == after.decode()
