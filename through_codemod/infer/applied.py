"""What do functions give that are called elsewhere than they stand: `map(f, rows)`, `partial(f, 1)()`, `gather(f())`?

https://docs.python.org/3/library/functools.html and https://docs.python.org/3/library/operator.html
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.containers import awaited, elements, held_at
from through_codemod.infer.models import instances
from through_codemod.infer.texts import texts_of
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    Arguments,
    Class,
    Collection,
    Coroutine,
    External,
    Function,
    Method,
    ModelClass,
    Object,
    Other,
    Rows,
    Value,
    Values,
    detached,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

Handler = Callable[["Frame", ast.Call], Values]
GETTERS = ("operator.attrgetter(", "operator.itemgetter(", "operator.methodcaller(")
_ROUNDS = 3


def applied(frame: Frame, value: Value, *given: Values) -> Values:
    """Return what `value` gives, called with positional arguments only."""
    match value:
        case Function():
            return frame.returned(value, Arguments(given))
        case ModelClass() | Class():
            return instances(frame, frozenset({value}))
        case External(name="builtins.str" | "builtins.int"):
            return LITERAL
        case External(name=name) if name.startswith(GETTERS) and len(given) == 1:
            return got(frame, name, given[0])
        case Method(of=Rows(), name=name):
            return frame.called(value, ast.Call(ast.Name(name), [], []))
        case Method(of=Collection(type="dict", mapped=mapped), name="get" | "__getitem__" as name):
            return detached(join((mapped, NONE)) if name == "get" else mapped)
    return unknown("function")


def _applied(frame: Frame, values: Values, *given: Values) -> Values:
    return join(applied(frame, value, *given) for value in values) or unknown("function")


def getter(name: str) -> Handler:
    """Return the handler of a function of `operator` that makes a function of one text or number."""

    def handler(frame: Frame, node: ast.Call) -> Values:
        match node.args, node.keywords:
            case [ast.Constant(value=int() as place)], []:
                return frozenset({External(f"{name}({place!r})")})
            case [text], [] if (texts := texts_of(frame.source, text)) is not None:
                return frozenset(External(f"{name}({one!r})") for one in texts)
        return unknown(name)

    return handler


def got(frame: Frame, name: str, values: Values) -> Values:
    """Return what a function that `operator` has made takes out of `values`."""
    what, _, text = name.removesuffix(")").partition("(")
    wanted: str | int = ast.literal_eval(text)
    match what, wanted:
        case "operator.attrgetter", str():
            for attribute in wanted.split("."):
                values = join(frame.read(value, attribute) for value in values)
            return values
        case "operator.methodcaller", str():
            found = (frame.read(value, wanted) for value in values)
            return join(_applied(frame, one) for one in found)
        case "operator.itemgetter", _:
            return join(held_at(frame, value, ast.Constant(wanted)) for value in values)
    return unknown(what)


def _map(frame: Frame, node: ast.Call) -> Values:
    if len(node.args) < 2 or any(isinstance(item, ast.Starred) for item in node.args):
        return frozenset({Collection("iterator", unknown("map"))})
    given = [elements(frame, frame.values(item)) for item in node.args[1:]]
    return frozenset({Collection("iterator", _applied(frame, frame.values(node.args[0]), *given))})


def _reduce(frame: Frame, node: ast.Call) -> Values:
    """Return what is left of an iterable, which a function brings to one value step by step."""
    if len(node.args) < 2 or any(isinstance(item, ast.Starred) for item in node.args):
        return unknown("reduce")
    inside = elements(frame, frame.values(node.args[1]))
    found = frame.values(node.args[2]) if len(node.args) > 2 else inside
    for _ in range(_ROUNDS):
        after = join((found, _applied(frame, frame.values(node.args[0]), found, inside)))
        if after <= found:
            return detached(found)
        found = after
    return unknown("reduce")


def _partial(frame: Frame, node: ast.Call) -> Values:
    """Return a function with what it is given ahead; what gives the same whatever it is called with stays the same."""
    if not node.args or isinstance(node.args[0], ast.Starred):
        return unknown("functools.partial")
    found: list[Value] = []
    for value in frame.values(node.args[0]):
        match value:
            case Function(ahead=None):
                found.append(replace(value, ahead=frame.passed(ast.Call(node.func, node.args[1:], node.keywords))))
            case ModelClass() | Class() | Method(of=Rows() | ModelClass()):
                found.append(value)
            case Method() if len(node.args) == 1:
                found.append(value)
            case _:
                return unknown("functools.partial")
    return frozenset(found)


def _elsewhere(frame: Frame, node: ast.Call) -> Values:
    """`asyncio.to_thread(f, 1)` and `SimpleLazyObject(f)`: what `f(1)` gives."""
    if not node.args or isinstance(node.args[0], ast.Starred):
        return unknown("function")
    call = ast.Call(node.args[0], node.args[1:], node.keywords)
    return join(frame.called(value, call) for value in frame.values(node.args[0]))


def _gather(frame: Frame, node: ast.Call) -> Values:
    """Return what `asyncio.gather` gives of coroutines.

    https://docs.python.org/3/library/asyncio-task.html#asyncio.gather
    """
    spread = any(isinstance(item, ast.Starred) for item in node.args)
    given = [
        elements(frame, frame.values(item.value)) if isinstance(item, ast.Starred) else frame.values(item)
        for item in node.args
    ]
    places = tuple(detached(awaited(values)) for values in given)
    if any(keyword.arg == "return_exceptions" for keyword in node.keywords):
        places = tuple(join((values, unknown("exception"))) for values in places)
    return frozenset({Coroutine(frozenset({Collection("list", join(places), None if spread else places)}))})


def _task(frame: Frame, node: ast.Call) -> Values:
    """`asyncio.create_task(f())` and `asyncio.wait_for(f(), 3)` are awaited as `f()` is."""
    return frame.values(node.args[0]) if node.args else unknown("task")


def _context(frame: Frame, node: ast.Call) -> Values:
    """`nullcontext(x)`, `closing(x)`, and `patch.object(x, "name", new)`: a context manager that gives a value."""
    given = [*node.args[:1], *(keyword.value for keyword in node.keywords)]
    held = detached(frame.values(given[0])) if given else NONE
    return frozenset({Collection("iterator", held, how="context")})


def _patched(frame: Frame, node: ast.Call) -> Values:
    """https://docs.python.org/3/library/unittest.mock.html#patch-object"""
    new = [*node.args[2:3], *(keyword.value for keyword in node.keywords if keyword.arg == "new")]
    given = frame.values(new[0]) if new else frozenset({Other("mock")})
    return frozenset({Collection("iterator", detached(given), how="context")})


def _stack(frame: Frame, node: ast.Call) -> Values:
    """https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack"""
    stack: Values = frozenset({External("contextlib.ExitStack()")})
    return frozenset({Collection("iterator", stack, how="context")})


def _enter(awaits: bool) -> Handler:
    def handler(frame: Frame, node: ast.Call) -> Values:
        if len(node.args) != 1:
            return unknown("context manager")
        found = frame.entered(frame.values(node.args[0]), awaits)
        return frozenset({Coroutine(found)}) if awaits else found

    return handler


def _replaced(frame: Frame, node: ast.Call) -> Values:
    """`dataclasses.replace(x, course=...)`: what an object is known by are its class and what sets its attributes."""
    values = frame.values(node.args[0]) if node.args else unknown("replace")
    return frozenset({value if isinstance(value, Object) else next(iter(unknown("replace"))) for value in values})


APPLIED: dict[str, Handler] = {
    "builtins.map": _map,
    "functools.reduce": _reduce,
    "functools.partial": _partial,
    "operator.attrgetter": getter("operator.attrgetter"),
    "operator.itemgetter": getter("operator.itemgetter"),
    "operator.methodcaller": getter("operator.methodcaller"),
    "asyncio.gather": _gather,
    "asyncio.create_task": _task,
    "asyncio.ensure_future": _task,
    "asyncio.shield": _task,
    "asyncio.wait_for": _task,
    "asyncio.run": lambda frame, node: awaited(_task(frame, node)),
    "asyncio.to_thread": lambda frame, node: frozenset({Coroutine(_elsewhere(frame, node))}),
    "django.utils.functional.SimpleLazyObject": _elsewhere,
    "contextlib.nullcontext": _context,
    "contextlib.closing": _context,
    "contextlib.ExitStack": _stack,
    "contextlib.AsyncExitStack": _stack,
    "contextlib.ExitStack().enter_context": _enter(False),
    "contextlib.ExitStack().enter_async_context": _enter(True),
    "unittest.mock.patch.object": _patched,
    "dataclasses.replace": _replaced,
    "copy.replace": _replaced,
}
