"""Under which keys does code add to what a serializer has validated when it saves it: `serializer.save(by=user)`?

https://www.django-rest-framework.org/api-guide/serializers/#passing-additional-attributes-to-save
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.classes import inherits, subclasses
from through_codemod.infer.containers import spread_of
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.heirs import read_of_self
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import Class, Maker, Object, Unknown

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

ANY = ""  # stands for any key
_SAVED = rb"\.save\((?!\))"
_BRACKET = re.compile(rb"[()]|\"[^\"\n]*\"|'[^'\n]*'")  # those in a text are none
_KEPT = rb"\.save\b(?!\s*\()"
_LATER = frozenset({"partial", "sync_to_async", "database_sync_to_async", "on_commit", "to_thread", "run_in_executor"})
_KEYWORD = rb"(\w+)\s*=(?!=)"


def saved(user: Source, cls: Class) -> frozenset[str]:
    """Return the keys under which code may add to what an object of `cls` has validated; `user` is where it is asked.

    What is passed to any `save` by name counts; what is spread there, `save(**more)`, counts where the object may be
    of the class, and its names where they are written out. So does what is passed to one that was kept: `save =
    serializer.save`, `partial(serializer.save, by=user)`.
    """
    own, places = abspath(user.module.path), {**user.modules.files.scanned("saved of serializers", _saved)}
    if (names := _saved(user.module.text)) is not None:
        places[Path(own)] = names
    keys: set[str] = set()
    for path, names in places.items():
        keys |= names - {ANY}
        if ANY in names:
            module = user.module if str(path) == own else user.modules.load_file(path)
            keys.update(_spread(user.modules.source(module), cls) if module is not None else (ANY,))
    return frozenset(keys)


def saves_any(cls: Class) -> bool:
    """Whether a method `save` of a serializer's passes on other keywords than it is given, that are not told."""
    for node in cls.node.body:
        if not isinstance(node, ast.FunctionDef) or node.name != "save":
            continue
        own = node.args.kwarg.arg if node.args.kwarg is not None else ""
        names = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == own]
        calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
        passed = [keyword.value for call in calls for keyword in call.keywords if keyword.arg is None]
        if not all(isinstance(one, ast.Name) and one.id == own for one in passed) or len(names) != len(passed):
            return True
    return False


def _saved(text: bytes) -> frozenset[str] | None:
    """Return the names that are passed to a method `save` in a file's text."""
    if b".save" not in text:
        return None
    calls = [_passed(text, call.end()) for call in re.finditer(_SAVED, text)]
    found = {name.decode() for passed in calls for name in re.findall(_KEYWORD, passed)}
    is_more = b"erial" in text and (any(b"**" in passed for passed in calls) or re.search(_KEPT, text) is not None)
    return frozenset(found | {ANY} if is_more else found)


def _passed(text: bytes, start: int) -> bytes:
    """Return what stands between the brackets that are open at `start`."""
    depth = 1
    for found in _BRACKET.finditer(text, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return text[start : found.start()]
    return b""


def _spread(place: Source, cls: Class) -> Iterator[str]:
    """Yield the keys that a file spreads where it saves what may be of the class, or passes when it does so later."""
    for use in place.tree.attributes("save"):
        passed = _given(place, use) if isinstance(use.ctx, ast.Load) else []
        if passed == [] or not _may_be(place, use.value, cls):
            continue
        if passed is None:
            yield ANY
            continue
        yield from (keyword.arg for keyword in passed if keyword.arg is not None)
        given = [keyword.value for keyword in passed if keyword.arg is None]
        known, more = spread_of([place.root.values(one) for one in given])
        yield from (name for name, _ in known)
        if more or not all(_is_written_out(place, one) for one in given):
            yield ANY


def _given(place: Source, use: ast.expr, followed: Set[str] = frozenset()) -> list[ast.keyword] | None:
    """Return what is passed by name to a method, as far as `save(by=user)` does not tell; None where nobody can.

    Names that have been followed are passed over: `save = partial(save, by=user)`.
    """
    match place.tree.parent(use):
        case ast.Call(func=func, keywords=keywords) if func is use:
            told = isinstance(use, ast.Attribute) and all(keyword.arg is not None for keyword in keywords)
            return [] if told else keywords
        case ast.Call(func=func, args=args, keywords=keywords) as outer if (
            use in args and dotted(func).rpartition(".")[2] in _LATER
        ):
            later = _given(place, outer, followed)
            return [*keywords, *later] if later is not None else None
        case ast.Attribute() | ast.Expr() | ast.Await():
            return []
        case ast.Assign(targets=[ast.Name(id=name)]) if name in followed:
            return []
        case ast.Assign(targets=[ast.Name(id=name)]):
            each = [
                _given(place, one, {*followed, name}) for one in place.tree.names(name) if isinstance(one.ctx, ast.Load)
            ]
            known = [keywords for keywords in each if keywords is not None]
            return [keyword for keywords in known for keyword in keywords] if len(known) == len(each) else None
    return None


def _may_be(place: Source, node: ast.expr, cls: Class) -> bool:
    """Whether what is saved may be of the class, or of one that is related to it."""
    values = place.root.values(node)
    if not values or any(isinstance(one, Unknown | Maker) for one in values) or _is_for_heirs(place, node):
        return "serial" in ast.unparse(node).lower()
    return any(isinstance(one, Object) and (inherits(one.cls, cls) or inherits(cls, one.cls)) for one in values)


def _is_for_heirs(place: Source, node: ast.expr) -> bool:
    """Whether it comes from `self` or a parameter of a method, which may be others for heirs in other files."""
    scope = place.tree.function(node)
    if read_of_self(node, scope) is None:
        return False
    while not isinstance(scope, ast.Module):
        if isinstance(scope, ast.ClassDef):
            cls = raw_class(place, scope)
            names = {item.node.name for item in (cls, *subclasses(cls))}
            own = abspath(place.module.path)
            if any(path != own for name in names for path in place.modules.files.inheriting(name)):
                return True
        scope = place.tree.function(scope)
    return False


def _is_written_out(place: Source, node: ast.expr) -> bool:
    """Whether a dictionary's keys stand where it is made."""
    match node:
        case ast.Dict(keys=keys):
            return None not in keys
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return all(keyword.arg is not None for keyword in keywords)
        case ast.Name(id=name):
            bindings = place.scopes.meaning(name, node).bindings
            return bool(bindings) and all(
                one.kind is Kind.ASSIGN
                and not one.path
                and one.value is not None
                and not isinstance(one.value, ast.Name)
                and _is_written_out(place, one.value)
                for one in bindings
            )
    return False
