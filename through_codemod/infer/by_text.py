"""Where does a module read an attribute, or call a method, whose name stands in a text?

getattr(course, "students").add(student)
course.__getattribute__("students").add(student)
attrgetter("students")(course).add(student)
methodcaller("add", student)(course.students)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from through_codemod.infer.tree import Tree

OPERATOR = "operator"
BY_METHOD = "__getattribute__"


class Asked(NamedTuple):
    """A call that gives the attribute of `of` that a text names, for `attrgetter` by a path: `"course.students"`."""

    call: ast.Call
    of: ast.expr
    text: ast.expr


def asked(tree: Tree) -> Iterator[Asked]:
    """Yield the calls that read an attribute by a text."""
    for call in _calls_of(tree, tree.builtin("getattr")):
        match call.args:
            case [of, text, *_]:
                yield Asked(call, of, text)
    for getter in getters(tree):
        for call in _called(tree, getter):
            if call.args and getter.args:
                yield Asked(call, call.args[0], getter.args[0])
    for call in _calls_of(tree, tree.attributes(BY_METHOD)):
        match call:
            case ast.Call(func=ast.Attribute(value=of), args=[text]) | ast.Call(args=[of, text]):
                yield Asked(call, of, text)


def asked_by(tree: Tree, node: ast.Call) -> Asked | None:
    """Return what a call asks for by a text; None where it does something else."""
    return next((one for one in asked(tree) if one.call is node), None)


def getters(tree: Tree) -> list[ast.Call]:
    """Return the calls of `attrgetter`."""
    return _calls_of(tree, tree.builtin("attrgetter", OPERATOR))


def by_caller(tree: Tree) -> dict[ast.Call, tuple[str, ast.expr]]:
    """Return the calls of what `methodcaller` makes, with the method that they call and what they are given for it.

    `map` calls it with each of what it is given.
    """
    found: dict[ast.Call, tuple[str, ast.expr]] = {}
    for maker in _calls_of(tree, tree.builtin("methodcaller", OPERATOR)):
        match maker.args:
            case [ast.Constant(value=str(name)), *_]:
                found |= {call: (name, call.args[0]) for call in _called(tree, maker) if call.args}
                for use in _uses(tree, maker):
                    match tree.parent(use):
                        case ast.Call(func=ast.Name(id="map"), args=[first, given]) as call if first is use:
                            found[call] = name, given
    return found


def _called(tree: Tree, maker: ast.Call) -> list[ast.Call]:
    """Return the calls of the function that a call makes."""
    return _calls_of(tree, _uses(tree, maker))


def _uses(tree: Tree, maker: ast.Call) -> list[ast.expr]:
    """Return where what a call makes is used: on the spot, and by the name that it is assigned to."""
    match tree.parent(maker):
        case ast.Assign(targets=[ast.Name(id=name)]):
            return [maker, *tree.names(name)]
    return [maker]


def _calls_of(tree: Tree, uses: Iterable[ast.expr]) -> list[ast.Call]:
    parents = ((tree.parent(use), use) for use in uses)
    return [call for call, use in parents if isinstance(call, ast.Call) and call.func is use]
