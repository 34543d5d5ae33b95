"""Which attributes may an expression read, by the names that are written out where it is chosen, kept or looped over?

members = group.members if open_to_all else group.guests
for people in (group.members, group.guests):
    people.clear()
getattr(group, f"{kind}_members").clear()
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

from through_codemod.infer.bindings import Binding, Kind, Path
from through_codemod.infer.by_text import asked, asked_by
from through_codemod.infer.classes import lineage
from through_codemod.infer.texts import texts_of
from through_codemod.infer.values import NOTHING, Function, Instance, Object, Unknown
from through_codemod.unparsed import LEAST_KNOWN

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_OPEN = ".*"
_DEEPEST = 4  # names that stand for each other


def read_names(source: Source, node: ast.expr, depth: int = 0) -> frozenset[str]:
    """Return under which names `node` reads an attribute, where these are written out.

    What functions and properties of the project read that give it is among them.
    """
    if isinstance(node, ast.Call) and (one := asked_by(source.tree, node)) is not None:
        texts = texts_of(source, one.text)
        return _last(texts) if texts is not None else _composed(source, one.of, one.text)
    named = frozenset({node.attr}) if isinstance(node, ast.Attribute) else frozenset[str]()
    if depth < _DEEPEST and named.isdisjoint(source.relations.accessors):
        named = named.union(*(read_names(*given, depth + 1) for given in _given_back(source, node)))
    return named.union(*(read_names(source, one, depth + 1) for one in _chosen(source, node, depth)))


def _given_back(source: Source, node: ast.expr) -> Iterator[tuple[Source, ast.expr]]:
    """Yield what the project's functions or properties give back that `node` asks, or what is in that, with its source.

    It is asked for names only: which class's property it is counts, and not which one another overrides.
    """
    match node:
        case ast.Call(func=func):
            called = (value for value in source.root.values(func) if isinstance(value, Function))
            functions = [(value.source, value.node) for value in called]
        case ast.Attribute(value=of, attr=name):
            objects = (value for value in source.root.values(of) if isinstance(value, Object))
            classes = (cls for value in objects for cls in lineage(value.cls).classes)
            functions = [(cls.source, item) for cls in classes for item in cls.node.body if _is_called(item, name)]
        case _:
            return
    for where, function in functions:
        waiting = [end.value for end in where.tree.returns(function) if end.value is not None]
        while waiting:
            match waiting.pop():
                case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items) | ast.Dict(values=items):
                    waiting += items
                case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.DictComp(value=item):
                    waiting.append(item)
                case item:
                    yield where, item


def _is_called(node: ast.stmt, name: str) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name == name


def _last(paths: frozenset[str]) -> frozenset[str]:
    """Return the accessors that paths end with, or one of their methods: `"course.students"`, `"students.add"`."""
    return frozenset(name for path in paths for name in path.split(".")[-2:])


def may_compose(source: Source) -> bool:
    """Whether a `getattr` of the module may be given an accessor's name by a text of which it has a part."""
    return any(_fitting(source, one.text) for one in asked(source.tree))


def _composed(source: Source, of: ast.expr, text: ast.expr) -> frozenset[str]:
    """Return the accessors' names that a text may be which is put together, of the models that are known."""
    names = _fitting(source, text)
    values = source.root.values(of) if names else NOTHING
    if not values or any(isinstance(value, Unknown) for value in values):
        return names
    models = [value.model for value in values if isinstance(value, Instance)]
    return frozenset(name for name in names if any(source.relations.find(model, name) for model in models))


def _fitting(source: Source, text: ast.expr) -> frozenset[str]:
    """Return the accessors' names that have the parts of a text that are known, where these are half of it at least."""
    found: set[str] = set()
    for one in _texts(source, text):
        pattern = _pattern(one)
        if (known := len(pattern.replace(_OPEN, ""))) >= LEAST_KNOWN:
            fitting = (name for name in source.relations.accessors if re.fullmatch(pattern, name))
            found |= {name for name in fitting if known * 2 >= len(name)}
    return frozenset(found)


def _texts(source: Source, text: ast.expr) -> Iterator[ast.expr]:
    if isinstance(text, ast.Name):
        bindings = source.scopes.meaning(text.id, text).bindings
        yield from (one.value for one in bindings if one.kind is Kind.ASSIGN and one.value is not None and not one.path)
    else:
        yield text


def _pattern(text: ast.expr) -> str:
    """Return the pattern of a text by its parts that are known."""
    match text:
        case ast.Constant(value=str(known)):
            return re.escape(known)
        case ast.JoinedStr(values=parts):
            return "".join(map(_pattern, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _pattern(left) + _pattern(right)
        case ast.BinOp(left=ast.Constant(value=str(known)), op=ast.Mod()):
            return _OPEN.join(map(re.escape, re.split(r"%(?:\(\w+\))?\w", known)))
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(known)), attr="format")):
            return _OPEN.join(map(re.escape, re.split(r"\{[^}]*\}", known)))
    return _OPEN


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
    """Yield what a container holds that is written out, each key of a dictionary's `items()` with its value.

    A call stands for what is in that which it gives, here and where it is unpacked.
    """
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
        case ast.Call():
            yield node


def _part(node: ast.expr, path: Path) -> Iterator[ast.expr]:
    """Yield what an unpacking takes out of an expression, where that is written out."""
    for step in path:
        if isinstance(node, ast.Call):
            break
        if not isinstance(node, ast.Tuple | ast.List) or not isinstance(step, int) or not -1 < step < len(node.elts):
            return
        node = node.elts[step]
    yield node
