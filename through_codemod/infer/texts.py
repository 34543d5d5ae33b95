"""Which texts can an expression be, where all of them are written out in the module?

for name in ("students", "guests"):
    getattr(course, name).clear()
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Binding, Kind, Path
from through_codemod.infer.values import Collection

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_DEEPEST = 5


def texts_of(source: Source, node: ast.expr, depth: int = 0) -> frozenset[str] | None:
    """Return the texts that `node` can be; None where it may be something else."""
    match node:
        case ast.Constant(value=str(text)):
            return frozenset({text})
        case ast.IfExp(body=one, orelse=other):
            return _joined(texts_of(source, item, depth) for item in (one, other))
        case ast.BinOp(left=ast.Constant(value=str(one)), op=ast.Add(), right=ast.Constant(value=str(other))):
            return frozenset({one + other})
        case ast.Name(id=name) if depth < _DEEPEST:
            meaning = source.scopes.meaning(name, node)
            if meaning.unbound or meaning.stars or not meaning.bindings:
                return None
            return _joined(_bound(source, binding, depth + 1) for binding in meaning.bindings)
        case ast.Subscript(value=ast.Name() as of, slice=ast.Constant(value=str(key))) if depth < _DEEPEST:
            return _under(source, of, key, depth + 1)
    return None


def _under(source: Source, name: ast.Name, key: str, depth: int) -> frozenset[str] | None:
    """Return the texts under a key of dictionaries that a loop goes over, and that nothing else is done with."""
    meaning = source.scopes.meaning(name.id, name)
    known = source.tree.names_in(name.id, meaning.scope or source.module.tree)
    uses = [use for use in known if source.scopes.meaning(name.id, use).scope is meaning.scope]
    if any(isinstance(use.ctx, ast.Load) and not _is_read(source.tree.parent(use), use) for use in uses):
        return None
    match meaning.bindings:
        case (Binding(kind=Kind.ITERATE, value=ast.expr() as value, path=path),) if not meaning.stars:
            items = _items(source, value, path, depth)
            found = [_value(item, key) for item in items] if items is not None else [None]
            return _joined(texts_of(source, one, depth) if one is not None else None for one in found)
    return None


def _is_read(place: ast.AST | None, use: ast.Name) -> bool:
    """Whether a place reads an item of what a name holds."""
    return isinstance(place, ast.Subscript) and place.value is use and isinstance(place.ctx, ast.Load)


def _value(item: ast.expr, key: str) -> ast.expr | None:
    """Return what a display of a dictionary has under `key`, where each of its keys is a text."""
    if not isinstance(item, ast.Dict) or not all(isinstance(one, ast.Constant) for one in item.keys):
        return None
    found = {
        one.value: value for one, value in zip(item.keys, item.values, strict=True) if isinstance(one, ast.Constant)
    }
    return found.get(key)


def labels_of(source: Source, call: ast.Call) -> list[str]:
    """Return the labels of the models that a call of `get_model` can mean; none where that is not known.

    The user model's may come from its setting: `get_model(*settings.AUTH_USER_MODEL.split("."))`.
    """
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args[:2], *(named[name] for name in ("app_label", "model_name") if name in named)]
    user = source.relations.models.get(source.relations.user_model) if source.relations.user_model else None
    if user is not None and given and all(_is_of_user(source, item) for item in given):
        return [] if source.swaps_users else [user.label]
    texts = [texts_of(source, item) for item in given]
    parts = [sorted(one) for one in texts if one is not None]
    return [".".join(one) for one in product(*parts)] if given and len(parts) == len(texts) else []


def _is_of_user(source: Source, node: ast.expr) -> bool:
    """Whether it is the setting that names the user model, or a part of it."""
    match node:
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            return True
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value="AUTH_USER_MODEL"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="split" | "rsplit" | "partition" | "rpartition", value=value)):
            return _is_of_user(source, value)
        case ast.Starred(value=value) | ast.Subscript(value=value):
            return _is_of_user(source, value)
        case ast.Name(id=name):
            bindings = source.scopes.meaning(name, node).bindings
            assigned = [one.value for one in bindings if one.kind is Kind.ASSIGN and one.value is not None]
            return len(bindings) == len(assigned) == 1 and _is_of_user(source, assigned[0])
    return False


def _bound(source: Source, binding: Binding, depth: int) -> frozenset[str] | None:
    match binding:
        case Binding(kind=Kind.ASSIGN, value=ast.expr() as value, path=()):
            return texts_of(source, value, depth)
        case Binding(kind=Kind.ITERATE, value=ast.expr() as value, path=path):
            items = _items(source, value, path, depth)
            return _joined(texts_of(source, item, depth) for item in items) if items is not None else None
    return None


def _items(source: Source, node: ast.expr, path: Path, depth: int) -> list[ast.expr] | None:
    """Return the expressions for what `path` takes out of each turn of a loop over `node`."""
    match node, path:
        case ((ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items)), _):
            return list(_parts(items, path))
        case ast.Dict(keys=keys), () if all(key is not None for key in keys):
            return [key for key in keys if key is not None]
        case ast.Call(func=ast.Attribute(attr="items", value=of), args=[]), (0,):
            return _items(source, of, (), depth) if not isinstance(of, ast.List | ast.Tuple | ast.Set) else None
        case ast.Call(func=ast.Attribute(attr="keys", value=of), args=[]), ():
            return _items(source, of, (), depth)
        case ast.Name(id=name), _ if depth < _DEEPEST:
            match source.scopes.meaning(name, node).bindings:
                case (Binding(kind=Kind.ASSIGN, value=ast.expr() as value, path=()),):
                    listed = _items(source, value, path, depth + 1)
                    return listed if listed is not None and _is_as_made(source, node, value) else None
    return None


def _is_as_made(source: Source, name: ast.Name, made: ast.expr) -> bool:
    """Whether what a name holds is what it was made as, with nothing put in or taken out."""
    if isinstance(made, ast.Tuple | ast.Name):
        return True
    for value in source.root.values(name):
        if not isinstance(value, Collection):
            return False
        held = value.known if isinstance(made, ast.Dict) else value.positions
        if held is None or value.more or len(held) != len(made.keys if isinstance(made, ast.Dict) else _elts(made)):
            return False
    return True


def _elts(made: ast.expr) -> list[ast.expr]:
    return made.elts if isinstance(made, ast.List) else []


def _parts(items: Iterable[ast.expr], path: Path) -> Iterator[ast.expr]:
    for item in items:
        for step in path:
            inside = isinstance(item, ast.Tuple | ast.List) and isinstance(step, int) and step < len(item.elts)
            item = item.elts[step] if inside else item  # type: ignore[attr-defined]
        yield item


def _joined(found: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    listed = list(found)
    return frozenset().union(*(one for one in listed if one is not None)) if None not in listed else None
