"""What does `pytest.mark.parametrize` pass: for a parameter of the test, or as `request.param` to a fixture?

    @pytest.mark.parametrize("course", [Course(), other()])
    @pytest.mark.parametrize("place", ["room", "hall"], indirect=True)
    def test_it(course, place): ...

https://docs.pytest.org/en/stable/how-to/parametrize.html
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.classes import lineage
from through_codemod.infer.containers import elements, unpacked
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.values import Values, join, unknown

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef


class Passed(NamedTuple):
    """What is passed: the values, and the texts where all of them are texts."""

    values: Values
    texts: frozenset[str] | None = None


def marks(source: Source, owner: Def) -> list[tuple[Source, ast.expr]]:
    """Return the decorators of a test, those of its class, and what the class, its bases and the module say of tests.

    Each stands beside the source that it is in. https://docs.pytest.org/en/stable/how-to/mark.html
    """
    found = [(source, item) for item in owner.decorator_list]
    scope = source.tree.scope(owner)
    if isinstance(scope, ast.ClassDef):
        found += [(source, item) for item in scope.decorator_list]
        for cls in lineage(raw_class(source, scope)).classes:
            found += [(cls.source, item) for item in _told(cls.source, cls.node)]
            if cls.node is not scope:
                found += [(cls.source, item) for item in cls.node.decorator_list if any(parametrizing(item))]
    return found + [(source, item) for item in _told(source, source.module.tree)]


def _told(source: Source, scope: ast.Module | ast.ClassDef) -> list[ast.expr]:
    bindings = source.scopes.flow(scope).bindings.get("pytestmark", ())
    return [binding.value for binding in bindings if binding.value is not None]


def parametrized(source: Source, owner: Def, name: str, indirect: bool) -> Passed | None:
    """Return what the marks of a test pass for `name`, or for the fixture of that name; None where they pass nothing.

    The values are unknown where nobody can read whether they do.
    """
    for place, mark in marks(source, owner):
        for call in parametrizing(mark):
            names = parametrized_by(call)
            if names is None:
                return Passed(unknown("parametrize"))
            if name not in names:
                continue
            to_fixture = _is_indirect(call, name)
            if to_fixture is None:
                return Passed(unknown("parametrize"))
            if to_fixture is indirect:
                index = None if names == [name] and _is_single(call) else names.index(name)
                return _passed(place, _argument(call, 1, "argvalues"), index)
    return None


def parametrized_names(source: Source, owner: Def) -> set[str]:
    """Return all names that the marks of a test pass something for."""
    return {
        name for _, mark in marks(source, owner) for call in parametrizing(mark) for name in parametrized_by(call) or ()
    }


def fixture_params(source: Source, node: Def) -> Passed | None:
    """Return what `@pytest.fixture(params=[...])` has the fixture run with; None where it says nothing of that."""
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if keyword.arg == "params":
                return _passed(source, keyword.value, None)
    return None


@lru_cache(maxsize=200)  # a test's decorators are looked through for each of its parameters
def parametrizing(mark: ast.AST) -> Sequence[ast.Call]:
    """Return the calls of `parametrize` in a decorator, or in a function that makes one."""
    return [
        node
        for node in ast.walk(mark)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "parametrize"
    ]


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def parametrized_by(call: ast.Call) -> list[str] | None:
    """Return the names that a `parametrize` is for; None where they cannot be read."""
    first = _argument(call, 0, "argnames")
    found: list[str] = []
    for item in first.elts if isinstance(first, (ast.List, ast.Tuple)) else [first]:
        if not (isinstance(item, ast.Constant) and isinstance(item.value, str)):
            return None
        found += item.value.replace(",", " ").split()
    return found


def _is_single(call: ast.Call) -> bool:
    """Whether the values stand for themselves, and not in tuples of one."""
    first = _argument(call, 0, "argnames")
    return isinstance(first, ast.Constant) and "," not in str(first.value)


def _is_indirect(call: ast.Call, name: str) -> bool | None:
    """Whether the values go to the fixture of that name; None where that cannot be read."""
    match _argument(call, 2, "indirect"):
        case None:
            return False
        case ast.Constant(value=bool(value)):
            return value
        case ast.List(elts=items) | ast.Tuple(elts=items) if all(isinstance(item, ast.Constant) for item in items):
            return any(isinstance(item, ast.Constant) and item.value == name for item in items)
    return None


def _passed(source: Source, listed: ast.expr | None, place: int | None) -> Passed:
    """Return what a list of values passes, or of tuples what is at a place in each."""
    if not isinstance(listed, (ast.List, ast.Tuple)):
        if listed is None:
            return Passed(unknown("parametrize"))
        values = elements(source.root, source.root.values(listed))
        return Passed(values if place is None else unpacked(source.root, values, (place,)))
    items = [_item(item, place) for item in listed.elts]
    values = join(source.root.values(item) if item is not None else unknown("parametrize") for item in items)
    texts = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return Passed(values, frozenset(texts) if len(texts) == len(items) else None)


def _item(item: ast.expr, place: int | None) -> ast.expr | None:
    """Return the expression for one value, which may stand in `pytest.param(...)`; None where it cannot be read."""
    match item:
        case ast.Call(func=ast.Attribute(attr="param", value=ast.Name(id="pytest")), args=args):
            parts = args
        case ast.List(elts=elts) | ast.Tuple(elts=elts) if place is not None:
            parts = elts
        case _:
            return item if place is None else None
    at = place or 0
    known = len(parts) > at and not any(isinstance(part, ast.Starred) for part in parts[: at + 1])
    return parts[at] if known else None
