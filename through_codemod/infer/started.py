"""Which functions of the project run when something is called, and with what?

Each is found as it may run: what calls a function that it is given, now or later, is taken to do so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import lineage
from through_codemod.infer.containers import elements
from through_codemod.infer.decorators import ODD, decoration, mark_of
from through_codemod.infer.externals import TO_ASYNC, TO_SYNC
from through_codemod.infer.functions import arguments, frame_of_call, returned
from through_codemod.infer.values import (
    Arguments,
    Class,
    External,
    Function,
    Method,
    Object,
    Unknown,
    Value,
    Values,
    join,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_DATACLASSES = frozenset({"dataclass", "define", "frozen", "mutable", "s"})  # of the standard library, attrs, pydantic


def started(frame: Frame, value: Value, call: ast.Call) -> Iterator[Frame]:
    """Yield the frames of the functions that run when `value` is called, with what each parameter is."""
    given = arguments(frame, call)
    match value:
        case Function():
            yield from _run(frame, value, given)
        case Class() | Object():
            of = Object(value) if isinstance(value, Class) else value
            yield from _any(frame, frame.read(of, "__init__" if isinstance(value, Class) else "__call__"), given)
        case Method(of=Function() as function, name=name) if name in (TO_ASYNC, TO_SYNC):
            yield from _run(frame, function, given)
        case External(name="builtins.map" | "builtins.filter") if given.positional:
            turns = tuple(elements(frame, one) for one in given.positional[1:])
            yield from _any(frame, given.positional[0], Arguments(turns))
        case External() | Method() | Unknown():  # partial(f, manager), executor.submit(f, manager)
            for at, one in enumerate(given.positional):
                yield from _any(frame, one, Arguments(given.positional[at + 1 :], given.keywords, True))


def fields_of(frame: Frame, value: Value, call: ast.Call) -> Iterator[tuple[str, Values]]:
    """Yield what a dataclass keeps of what it is made with, by the names of its fields."""
    if not isinstance(value, Class) or not any(_is_dataclass(item) for item in lineage(value).classes):
        return
    given = arguments(frame, call)
    names = [name for item in reversed(lineage(value).classes) for name in _fields(item)]
    yield from (*zip(names, given.positional, strict=False), *given.keywords)


def _any(frame: Frame, values: Values, given: Arguments) -> Iterator[Frame]:
    for value in values:
        if isinstance(value, Function):
            yield from _run(frame, value, given)


def _run(frame: Frame, function: Function, given: Arguments) -> Iterator[Frame]:
    node = function.node
    if not isinstance(node, ast.Lambda) and not function.raw and ODD in decoration(function.source, node):
        first = (function.bound,) if function.bound is not None else ()
        given = given._replace(positional=(*first, *given.positional))
        for one in _decorated(frame, function, node.decorator_list):
            yield from _run(frame, replace(one, raw=True), given)
    elif (inner := frame_of_call(frame, function, given)) is not None:
        yield inner


def _decorated(frame: Frame, function: Function, decorators: Iterable[ast.expr]) -> list[Function]:
    """Return what decorators of the project's make of a function; those of others leave it what it is."""
    found = [replace(function, bound=None, raw=True)]
    for decorator in reversed([*decorators]):
        if mark_of(function.source, decorator) == ODD:
            makers = [one for one in function.frame.values(decorator) if isinstance(one, Function)]
            made = join(returned(frame, one, Arguments((frozenset({inner}),))) for one in makers for inner in found)
            found = [one for one in made if isinstance(one, Function)] or found
    return found


def _is_dataclass(cls: Class) -> bool:
    callees = (item.func if isinstance(item, ast.Call) else item for item in cls.node.decorator_list)
    return any(
        isinstance(value, External) and value.name.rpartition(".")[2] in _DATACLASSES
        for callee in callees
        for value in cls.source.root.values(callee)
    )


def _fields(cls: Class) -> Iterator[str]:
    for item in cls.node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield item.target.id
