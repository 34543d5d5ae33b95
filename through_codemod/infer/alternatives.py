"""Which attributes may an expression read, by the names that are written out where it is chosen, kept or looped over?

members = group.members if open_to_all else group.guests
for people in (group.members, group.guests):
    people.clear()
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Binding, Kind, Path
from through_codemod.infer.texts import texts_of

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_DEEPEST = 4  # names that stand for each other


def read_names(source: Source, node: ast.expr, depth: int = 0) -> frozenset[str]:
    """Return under which names `node` reads an attribute, where these are written out in the module."""
    match node:
        case ast.Attribute(attr=name):
            return frozenset({name})
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            return texts_of(source, name) or frozenset()
    return frozenset().union(*(read_names(source, one, depth + 1) for one in _chosen(source, node, depth)))


def _chosen(source: Source, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    """Yield the expressions of which one gives the value of another."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            yield from (one, other)
        case ast.BoolOp(values=values):
            yield from values
        case ast.NamedExpr(value=value):
            yield value
        case ast.Subscript(value=of) | ast.Call(func=ast.Attribute(attr="get" | "pop", value=of)):
            yield from _held(source, of, depth)
        case ast.Name(id=name) if depth < _DEEPEST:
            for binding in source.scopes.meaning(name, node).bindings:
                match binding:
                    case Binding(kind=Kind.ASSIGN, value=ast.expr() as value, path=path):
                        yield from _part(value, path)
                    case Binding(kind=Kind.ITERATE, value=ast.expr() as value, path=path):
                        for item in _held(source, value, depth):
                            yield from _part(item, path)


def _held(source: Source, node: ast.expr, depth: int) -> Iterator[ast.expr]:
    """Yield what a container holds that is written out, each key of a dictionary's `items()` with its value."""
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items) | ast.Dict(values=items):
            yield from items
        case ast.Call(func=ast.Attribute(attr="values", value=of)):
            yield from _held(source, of, depth)
        case ast.Call(func=ast.Attribute(attr="items", value=of)):
            yield from (ast.Tuple([item, item], ast.Load()) for item in _held(source, of, depth))
        case ast.Name(id=name) if depth < _DEEPEST:
            for binding in source.scopes.meaning(name, node).bindings:
                if binding.kind is Kind.ASSIGN and binding.value is not None and not binding.path:
                    yield from _held(source, binding.value, depth + 1)


def _part(node: ast.expr, path: Path) -> Iterator[ast.expr]:
    """Yield what an unpacking takes out of an expression, where that is written out."""
    for step in path:
        if not isinstance(node, ast.Tuple | ast.List) or not isinstance(step, int) or not -1 < step < len(node.elts):
            return
        node = node.elts[step]
    yield node
