"""How much is kept of what the files of a project hold?"""

from __future__ import annotations

import pytest

from through_codemod import unparsed
from through_codemod.unparsed import Texts


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (7, 7), (8, 4), (20, 4)])
def test_all_texts_are_kept_or_as_many_as_are_enough(count: int, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Texts, "room", 800)
    monkeypatch.setattr(unparsed, "MOST_TEXT", 800)
    monkeypatch.setattr(unparsed, "ENOUGH_TEXT", 400)
    texts = Texts()
    for number in range(count):
        texts.keep(f"{number}.py", b"#" * 100)
    assert [*texts] == [f"{number}.py" for number in range(kept)]
