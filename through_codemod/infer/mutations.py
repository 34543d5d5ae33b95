"""What was put into a list, set or dict after it was made?"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from through_codemod.infer.containers import elements
from through_codemod.infer.frames import Frame
from through_codemod.infer.scopes import Meaning
from through_codemod.infer.values import (
    LITERAL,
    NOTHING,
    BoundVerb,
    Class,
    Collection,
    External,
    Function,
    Method,
    ModelClass,
    Other,
    Value,
    Values,
    detached,
    join,
    unknown,
)

GROWING = frozenset({"append", "add", "appendleft", "insert", "extend", "extendleft", "update", "setdefault"})
REORDERING = frozenset({"sort", "reverse", "pop", "popleft", "remove", "clear", "rotate"})
READING = frozenset(
    {"index", "count", "copy", "items", "keys", "values", "get", "discard", "popitem", "union", "intersection"}
    | {"difference", "issubset", "issuperset", "isdisjoint", "symmetric_difference", "join"}
)
GIVING = frozenset({"setdefault", "get", "pop", "values", "items"})  # what is in the container, to be changed there
PURE = ("random.", "itertools.", "copy.", "json.", "operator.", "functools.", "math.", "django.", "rest_framework.")
IMPURE_BUILTINS = frozenset({"setattr", "exec", "eval", "vars", "map"})


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added to a list or set (`elements`) or dict, and whether the places of its elements still hold."""

    elements: Values = NOTHING
    keys: Values = NOTHING
    mapped: Values = NOTHING
    moved: bool = False


def grown(frame: Frame, values: Values, meaning: Meaning, name: str) -> Values:
    """Return `values` of a name with all that is put into it through that name, anywhere in its scope."""
    scope = meaning.scope
    if scope is None or not any(_mutable(value) for value in values):
        return values
    own = frame.of(scope)
    scopes, tree = frame.source.scopes, frame.source.tree
    key = (scope, name)
    if key not in frame.source.uses:
        frame.source.uses[key] = [
            node
            for node in tree.names.get(name, ())
            if not isinstance(node.ctx, ast.Store) and scopes.meaning(name, node).scope is scope
        ]
    return _with(values, _growth(own, frame.source.uses[key]))


def grown_attribute(frame: Frame, values: Values, name: str) -> Values:
    """Return `values` of an attribute with all that is put into any attribute of that name in the module."""
    if not any(_mutable(value) for value in values):
        return values
    nodes = [node for node in frame.source.tree.attributes.get(name, ()) if not isinstance(node.ctx, ast.Store)]
    return _with(values, _growth(frame.source.root, nodes))


def _mutable(value: Value) -> bool:
    return isinstance(value, Collection) and value.type in ("list", "set", "dict")


def _with(values: Values, growth: Growth) -> Values:
    if growth == Growth():
        return values
    return join(frozenset({_grown(value, growth)}) for value in values)


def _grown(value: Value, growth: Growth) -> Value:
    if not isinstance(value, Collection) or not _mutable(value):
        return value
    if value.type == "dict":
        keys, mapped = join((value.elements, growth.keys)), join((value.mapped, growth.mapped))
        return replace(value, elements=keys, mapped=mapped, known=None)
    moved = growth.moved or bool(growth.elements)
    positions = None if moved else value.positions
    return replace(value, elements=join((value.elements, growth.elements)), positions=positions)


def _growth(frame: Frame, uses: Iterable[ast.expr]) -> Growth:
    found = [growth for use in uses if (growth := _use(frame, use)) is not None]
    return Growth(
        join(growth.elements for growth in found),
        join(growth.keys for growth in found),
        join(growth.mapped for growth in found),
        any(growth.moved for growth in found),
    )


def _use(frame: Frame, use: ast.expr) -> Growth | None:
    parents = frame.source.tree.parents
    parent = parents.get(use)
    match parent:
        case ast.Attribute(attr=name):
            call = parents.get(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                inside = _inside(frame, call) if name in GIVING else None
                return _both(_call(frame, name, call), inside)
            return _anything() if name in GROWING else None
        case ast.For() | ast.AsyncFor() | ast.comprehension() if parent.iter is use:
            return _looped(frame, parent.target)
        case ast.Subscript(value=value, ctx=context) if value is use:
            return _subscript(frame, parent, context)
        case ast.Call() | ast.keyword() | ast.Starred():
            return None if isinstance(parent, ast.Starred) else _passed(frame, use, parent)
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value) if value is use:
            return _alias(frame, target)
        case ast.NamedExpr() | ast.Assign() | ast.AnnAssign():
            return _anything()
    return None


def _anything() -> Growth:
    values = unknown("something else may change it")
    return Growth(values, values, values, True)


def _call(frame: Frame, name: str, call: ast.Call) -> Growth | None:
    if name in REORDERING:
        return Growth(moved=True)
    if name not in GROWING:
        return None
    values = [detached(frame.values(item)) for item in call.args if not isinstance(item, ast.Starred)]
    if len(values) < len(call.args):
        return _anything()
    match name, values:
        case "append" | "add" | "appendleft", [value]:
            return Growth(value)
        case "insert", [_, value]:
            return Growth(value)
        case "extend" | "extendleft", [value]:
            return Growth(elements(frame, value))
        case "setdefault", [key, value]:
            return Growth(keys=key, mapped=value, moved=True)
        case "update", [*values]:
            mapped = [detached(frame.values(keyword.value)) for keyword in call.keywords]
            for value in values:
                mapped += [item.mapped if isinstance(item, Collection) else unknown("update") for item in value]
            found = join(elements(frame, value) for value in values)
            return Growth(found, join((found, LITERAL if call.keywords else NOTHING)), join(mapped), True)
    return Growth(moved=True)


def _subscript(frame: Frame, node: ast.Subscript, context: ast.expr_context) -> Growth | None:
    parents = frame.source.tree.parents
    parent = parents.get(node)
    if isinstance(context, ast.Del):
        return Growth(moved=True)
    if isinstance(context, ast.Store):
        match parent:
            case ast.Assign(value=value) if any(target is node for target in parent.targets):
                values = detached(frame.values(value))
                if isinstance(node.slice, ast.Slice):
                    return Growth(elements(frame, values), moved=True)
                return Growth(values, frame.values(node.slice), values, True)
        return _anything()
    return _inside(frame, node)


def _inside(frame: Frame, node: ast.expr) -> Growth | None:
    """Return what is put into a container that `node` takes out of the one in question."""
    parents = frame.source.tree.parents
    parent = parents.get(node)
    match parent:
        case ast.Attribute(attr=name) if name in GROWING:
            call = parents.get(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                inner = _call(frame, name, call) or Growth()
                kind = "set" if name == "add" else "list"
                item: Values = frozenset({Collection(kind, inner.elements)})  # type: ignore[arg-type]
                if name in ("update", "setdefault"):
                    item = frozenset({Collection("dict", inner.keys, mapped=inner.mapped)})
                return Growth(item, NOTHING, item, True)
            return _anything()
        case ast.Subscript(ctx=ast.Store()) if parent.value is node:
            return _anything()
        case ast.AugAssign():
            return _anything()
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target]) if parent.value is node:
            return _alias(frame, target)
        case ast.For() | ast.AsyncFor() | ast.comprehension() if parent.iter is node:
            return _looped(frame, parent.target)
    return None


def _looped(frame: Frame, target: ast.expr) -> Growth | None:
    names = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
    return next((growth for name in names if (growth := _alias(frame, name)) is not None), None)


def _both(one: Growth | None, two: Growth | None) -> Growth | None:
    if one is None or two is None:
        return one or two
    return Growth(
        join((one.elements, two.elements)),
        join((one.keys, two.keys)),
        join((one.mapped, two.mapped)),
        one.moved or two.moved,
    )


def _alias(frame: Frame, target: ast.Name | ast.Attribute) -> Growth | None:
    uses: list[ast.expr]
    if isinstance(target, ast.Attribute):
        uses = [node for node in frame.source.tree.attributes[target.attr] if isinstance(node.ctx, ast.Load)]
    else:
        uses = [node for node in frame.source.tree.names[target.id] if isinstance(node.ctx, ast.Load)]
    parents = frame.source.tree.parents
    for use in uses:
        match parents.get(use):
            case ast.Attribute(attr=name) if name in GROWING:
                return _anything()
            case ast.Subscript(ctx=ast.Store()):
                return _anything()
    return None


def _passed(frame: Frame, use: ast.expr, place: ast.Call | ast.keyword) -> Growth | None:
    parents = frame.source.tree.parents
    call = place if isinstance(place, ast.Call) else parents.get(place)
    if not isinstance(call, ast.Call):
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("assert"):
        return None
    values = frame.values(call.func)
    if values and all(_harmless(value) for value in values):
        return None
    return _anything()


def _harmless(value: Value) -> bool:
    match value:
        case External(name=name):
            if name.startswith("builtins."):
                return name.removeprefix("builtins.") not in IMPURE_BUILTINS
            return name.startswith(PURE)
        case Method() | ModelClass() | BoundVerb() | Other():
            return True
        case Function() | Class():
            return False
    return False
