"""Runs of a function stay known for the next module, but for what they were passed of the one that is done."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from school_map import SCHOOL

from through_codemod.infer import Inference, Module, Modules
from through_codemod.infer.values import Instance

VIEWS = """
from app.helpers import same
from school.models import Course
class Work: ...
same({})
"""


@pytest.mark.parametrize(("passed", "stays"), [("Course()", True), ("[Course(), 1]", True), ("Work()", False)])
def test_what_stays_known(passed: str, stays: bool, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/__init__.py").touch()
    (tmp_path / "app/helpers.py").write_text("def same(one):\n    return one\n")
    modules = Modules([tmp_path], SCHOOL)
    runs = []
    for name in ("one", "two"):
        text = VIEWS.format(passed)
        place, tree = str(tmp_path / f"app/{name}.py"), ast.parse(text)
        infer = Inference(Module.of(f"app.{name}", place, tree, text.encode()), SCHOOL, modules)
        call = tree.body[-1].value  # type: ignore[attr-defined]
        assert any(isinstance(value, Instance) for value in infer.values(call)) is (passed == "Course()")
        helpers = modules.load("app.helpers")
        assert helpers is not None
        runs.append([*modules.source(helpers).root.inner.values()])
        infer.close()
    assert len(runs[1]) == 1
    assert (runs[0] == runs[1]) is stays
