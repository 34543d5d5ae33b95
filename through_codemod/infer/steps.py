"""What do the steps of pytest-bdd pass to each other?

    @given("a course", target_fixture="course")
    def make_course():
        return Course.objects.create()

    @when("a student joins")
    def join(course): ...

https://pytest-bdd.readthedocs.io/en/stable/#override-fixtures-via-given-steps
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.conftests import fixture_name, levels
from through_codemod.infer.containers import elements
from through_codemod.infer.definitions import function_value
from through_codemod.infer.fixtures import fixture, named_fixture
from through_codemod.infer.tree import FunctionNode
from through_codemod.infer.values import Arguments, External, Values, join, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
_STEPS = frozenset(f"pytest_bdd.{kind}" for kind in ("given", "when", "then", "step"))


def by_steps(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what a step gets as a parameter: what steps around make for it, and fixtures; None for what is no step.

    A scenario, and a fixture, gets that as well: steps run before it. A parameter that the step's text has, as in
    `{name}`, comes from there.
    """
    if isinstance(owner, ast.Lambda) or b"pytest_bdd" not in frame.source.module.text:
        return None
    if not (calls := list(_steps(frame.source, owner))):
        made = list(_made(frame.source, arg.arg)) if owner.name.startswith("test") or fixture_name(owner) else []
        asked = fixture(frame, arg, owner) if made else None
        return join((*made, asked)) if asked is not None else join(made) or None
    in_text = re.compile(rf"[{{<]{re.escape(arg.arg)}\b")
    texts = (node.value for call in calls for node in ast.walk(call) if isinstance(node, ast.Constant))
    if any(isinstance(text, str) and in_text.search(text) for text in texts):
        return unknown(f"{arg.arg} in the text of a step")
    made = list(_made(frame.source, arg.arg))
    asked = named_fixture(frame.source, owner, arg.arg, above=False)
    return join((*made, asked)) if asked is not None else join(made) or None


def _made(source: Source, name: str) -> Iterator[Values]:
    """Yield what the steps give that a module sees which make the fixture of that name."""
    for place in dict.fromkeys(place for level in levels(source) for place in level):
        if b"target_fixture" not in place.module.text:
            continue
        for node in place.module.tree.body:
            if isinstance(node, Def) and any(_target(call) == name for call in _steps(place, node)):
                function = replace(function_value(place.root, node), raw=True)
                values = place.root.returned(function, Arguments(more=True))
                yield elements(place.root, values) if place.tree.yields(node) else values


def _steps(source: Source, node: Def) -> Iterator[ast.Call]:
    """Yield the decorators that make a function a step."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            values = source.root.values(decorator.func)
            if any(isinstance(one, External) and one.name in _STEPS for one in values):
                yield decorator


def _target(call: ast.Call) -> str | None:
    for keyword in call.keywords:
        if keyword.arg == "target_fixture" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None
