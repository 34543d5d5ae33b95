"""Which plain value does an expression have, as far as its text tells?"""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import Any, Final

from through_codemod.relations.static.modules import Modules, Value

SETTINGS = "django.conf.settings."


class _Unknown:
    """The value of an expression that only running it would tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = _Unknown()


def literal(modules: Modules, value: Value | None, default: Any = UNKNOWN) -> Any:
    """Return the value of an expression; `default` where there is none, UNKNOWN where it cannot be told.

    Told are constants, lists, tuples, sets, dictionaries with plain keys, sums of these,
    texts put together of these and names of such. An element
    that cannot be told is UNKNOWN in its place.
    """
    return default if value is None else _literal(modules, value, 0)


def as_key(found: Any) -> Any:
    """Return a value as the key of a dictionary; UNKNOWN for one that is a collection."""
    return found if isinstance(found, Hashable) else UNKNOWN


def _literal(modules: Modules, value: Value, depth: int) -> Any:
    if depth > 20:
        return UNKNOWN

    def of(node: ast.expr) -> Any:
        return _literal(modules, Value(value.module, node, value.scope), depth + 1)

    match value.node:
        case ast.Constant(value=constant):
            return constant
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            found: list[Any] = []
            for element in elements:
                if isinstance(element, ast.Starred):
                    inner = of(element.value)
                    found.extend(inner if isinstance(inner, list) else [UNKNOWN])
                else:
                    found.append(of(element))
            return found
        case ast.Dict(keys=keys, values=values):
            return {
                (as_key(of(key)) if key is not None else UNKNOWN): Value(value.module, item, value.scope)
                for key, item in zip(keys, values, strict=True)
            }
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first, second = of(left), of(right)
            if isinstance(first, list) or isinstance(second, list):
                return [part for side in (first, second) for part in (side if isinstance(side, list) else [UNKNOWN])]
            return first + second if isinstance(first, str) and isinstance(second, str) else UNKNOWN
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            text, inserted = of(left), of(right)
            return text % inserted if isinstance(text, str) and isinstance(inserted, str) else UNKNOWN
        case ast.JoinedStr(values=parts):
            texts = [of(part.value) if isinstance(part, ast.FormattedValue) else of(part) for part in parts]
            plain = all(not isinstance(part, ast.FormattedValue) or part.format_spec is None for part in parts)
            return "".join(texts) if plain and all(isinstance(text, str) for text in texts) else UNKNOWN
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = of(operand)
            return UNKNOWN if inner is UNKNOWN else not inner
        case ast.Call(func=ast.Name(id="list" | "tuple" | "set"), args=[inside]):
            return of(inside)
        case ast.Name() | ast.Attribute():
            named = modules.resolve(value)
            if isinstance(named, Value) and named.node is not value.node:
                return _literal(modules, named, depth + 1)
            if isinstance(named, str) and named.startswith(SETTINGS):
                return modules.settings.get(named.removeprefix(SETTINGS), UNKNOWN)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as operator], comparators=[right]):
            item, whole = of(left), of(right)
            if item is not UNKNOWN and isinstance(whole, list) and (item in whole or UNKNOWN not in whole):
                return (item in whole) is isinstance(operator, ast.In)
    return UNKNOWN
