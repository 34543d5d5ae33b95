"""On which of its arguments does rest what a call gives?

def named(course, language):                        # nothing of what is passed for `language` has to be known
    translation.activate(language)
    return course
"""

from __future__ import annotations

import ast
from collections.abc import Set
from functools import partial
from typing import TYPE_CHECKING

from through_codemod.infer.decorators import ODD, decoration
from through_codemod.infer.definitions import holds_functions
from through_codemod.infer.values import Arguments, Function, Values, detached, other

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

PUT_OFF: Values = other("put off")


class NeededError(Exception):
    """What is passed for a parameter was put off, and has to be known."""

    def __init__(self, arg: ast.arg) -> None:
        super().__init__(arg.arg)
        self.arg = arg


def result_of(frame: Frame, function: Function, call: ast.Call) -> Values:
    """Return what a call of `function` gives; of what it passes no more is asked than that rests on.

    What one call was seen to need is asked of the next ones at once.
    """
    needed = _needed(function, call)
    if needed is None:
        return frame.returned(function, frame.passed(call))
    while True:
        known = frozenset(needed)
        given = _given(frame, function, call, known)
        try:
            return frame.source.modules.engine.attempt(partial(frame.returned, function, given))
        except NeededError as error:
            if error.arg in known or error.arg not in _parameters(function.node.args):
                raise
            needed.add(error.arg)


def _parameters(args: ast.arguments) -> list[ast.arg]:
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]


def _needed(function: Function, call: ast.Call) -> set[ast.arg] | None:
    """Return what a function's result is known to rest on; None where all counts, as a function in it may read it."""
    node, source = function.node, function.source
    starred = any(isinstance(item, ast.Starred) for item in call.args) or any(not item.arg for item in call.keywords)
    if starred or function.ahead is not None or isinstance(node, ast.Lambda):
        return None
    if not function.raw and ODD in decoration(source, node):
        return None
    if node not in source.needed:
        results = [one for result in source.tree.returns(node) for one in ast.walk(result)]
        names = {one.id for one in results if isinstance(one, ast.Name)}
        parameters = _parameters(node.args)
        first = parameters[:1] if isinstance(source.tree.scope(node), ast.ClassDef) else []
        source.needed[node] = (
            None if holds_functions(source, node) else {*first, *(arg for arg in parameters if arg.arg in names)}
        )
    return source.needed[node]


def _given(frame: Frame, function: Function, call: ast.Call, needed: Set[ast.arg]) -> Arguments:
    args = function.node.args
    positional = [*args.posonlyargs, *args.args][1 if function.bound is not None else 0 :]
    named = {arg.arg: arg for arg in (*args.args, *args.kwonlyargs)}

    def passed(item: ast.expr, arg: ast.arg | None) -> Values:
        if arg is None or arg in needed or isinstance(item, ast.Constant):
            return detached(frame.values(item))
        return PUT_OFF

    places = [*positional, *[None] * len(call.args)]
    return Arguments(
        tuple(map(passed, call.args, places)),
        tuple((item.arg, passed(item.value, named.get(item.arg))) for item in call.keywords if item.arg),
    )
