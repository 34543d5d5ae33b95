"""What does a statement bind, and to which part of which expression?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import NamedTuple

Step = int | tuple[int, int]  # the place in an unpacking, from the end where negative; or (before, after) of a star
Path = tuple[Step, ...]


class Kind(Enum):
    """How a binding comes to its value."""

    ASSIGN = auto()  # `path` of `value`
    ITERATE = auto()  # `path` of an element of `value`
    ENTER = auto()  # `path` of what `with value` gives
    AUGMENT = auto()  # `node` is the AugAssign's target
    IMPORT = auto()  # `node` is the alias, `statement` the import
    DEFINE = auto()  # `node` is a function or class
    PARAMETER = auto()  # `node` is an `ast.arg`
    CATCH = auto()
    CAPTURE = auto()  # `node` is a pattern
    DELETE = auto()
    STAR = auto()  # `from x import *`
    OPAQUE = auto()


class Binding(NamedTuple):
    """One place where a name, or an attribute, gets a value."""

    name: str
    kind: Kind
    node: ast.AST
    value: ast.expr | None = None
    path: Path = ()
    statement: ast.AST | None = None
    awaited: bool = False
    annotation: ast.expr | None = None


def leaves(target: ast.expr, path: Path = ()) -> Iterator[tuple[ast.Name | ast.Attribute | ast.Subscript, Path]]:
    """Yield every name, attribute and subscript that a target assigns to, with its way through the unpacking."""
    match target:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            yield target, path
        case ast.Starred():
            yield from leaves(target.value, path)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            star = next((i for i, item in enumerate(elements) if isinstance(item, ast.Starred)), len(elements))
            for i, item in enumerate(elements):
                after = len(elements) - i - 1
                step: Step = i if i < star else (star, after) if i == star else -after - 1
                yield from leaves(item, (*path, step))


def assigned(statement: ast.AST) -> Iterator[Binding]:
    """Yield what an assignment, loop, `with` or comprehension clause binds itself: names and attributes."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound(target, Kind.ASSIGN, value, statement)
        case ast.AnnAssign(target=target, value=value, annotation=annotation) if value is not None:
            yield from _bound(target, Kind.ASSIGN, value, statement, annotation=annotation)
        case ast.AugAssign(target=target, value=value):
            yield from _bound(target, Kind.AUGMENT, value, statement)
        case ast.For() | ast.comprehension():
            awaited = isinstance(statement, ast.comprehension) and bool(statement.is_async)
            yield from _bound(statement.target, Kind.ITERATE, statement.iter, statement, awaited)
        case ast.AsyncFor(target=target, iter=value):
            yield from _bound(target, Kind.ITERATE, value, statement, True)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars is not None:
                    awaited = isinstance(statement, ast.AsyncWith)
                    yield from _bound(item.optional_vars, Kind.ENTER, item.context_expr, statement, awaited)
        case ast.NamedExpr(target=target, value=value):
            yield from _bound(target, Kind.ASSIGN, value, statement)


def _bound(
    target: ast.expr,
    kind: Kind,
    value: ast.expr,
    statement: ast.AST,
    awaited: bool = False,
    annotation: ast.expr | None = None,
) -> Iterator[Binding]:
    for node, path in leaves(target):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield Binding(name, kind, node, value, path, statement, awaited, annotation)


def binding_of(target: ast.AST, parent_of: Callable[[ast.AST], ast.AST | None]) -> Binding | None:
    """Return the binding that an attribute or name in a target place is; None where it is only declared."""
    node = parent_of(target)
    while isinstance(node, (ast.Tuple, ast.List, ast.Starred, ast.withitem)):
        node = parent_of(node)
    if node is None:
        return None
    return next((found for found in assigned(node) if found.node is target), None)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    """Return all parameters in order: positional, star, keyword-only, double star."""
    args = function.args
    return [
        *args.posonlyargs,
        *args.args,
        *([args.vararg] if args.vararg else []),
        *args.kwonlyargs,
        *([args.kwarg] if args.kwarg else []),
    ]


def captures(pattern: ast.AST) -> Iterator[Binding]:
    """Yield the names that a `case` pattern binds."""
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield Binding(name, Kind.CAPTURE, node)


def imports(statement: ast.Import | ast.ImportFrom) -> Iterator[Binding]:
    """Yield the names that an import binds; `*` for all of a module's."""
    for alias in statement.names:
        if alias.name == "*":
            yield Binding("*", Kind.STAR, alias, statement=statement)
        elif isinstance(statement, ast.Import) and not alias.asname:
            yield Binding(alias.name.partition(".")[0], Kind.IMPORT, alias, statement=statement)
        else:
            yield Binding(alias.asname or alias.name, Kind.IMPORT, alias, statement=statement)
