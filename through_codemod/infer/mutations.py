"""What was put into a list, set or dict after it was made?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from through_codemod.infer.additions import (
    GIVING,
    goes_inside,
    grows_elsewhere,
    of_the_same,
    settled,
    surely_changed,
    taken_out,
    target_at,
    used,
)
from through_codemod.infer.bindings import captures
from through_codemod.infer.containers import elements, item_of
from through_codemod.infer.fields import only_reads
from through_codemod.infer.growth import (
    GROWING,
    IMPURE,
    ITERATING,
    MOVED,
    NESTED,
    PURE,
    Growth,
    anything,
    both,
    changes_inside,
    mutable,
    opened,
    reaches,
    updated,
    with_growth,
    worst,
)
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
    is_known,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

REORDERING = frozenset({"sort", "reverse", "pop", "popleft", "remove", "clear", "rotate"})
HARMLESS = frozenset(  # methods that read what they are given, whatever they belong to
    {"set", "aset", "remove", "bulk_create", "bulk_update", "filter", "exclude", "extend", "join", "union", "render"}
    | {"get", "post", "put", "patch", "delete", "create", "get_or_create", "info", "debug", "warning", "error", "write"}
)
TAKING = frozenset({"append", "appendleft", "insert"})  # as an element, which it can be changed as from then on
DISPLAYS = (ast.Tuple, ast.List, ast.Set, ast.Dict)


def grown(frame: Frame, values: Values, meaning: Meaning, name: str, at: ast.AST | None = None) -> Values:
    """Return `values` of a name, at a place, with all that is put into it through that name anywhere in its scope."""
    scope = meaning.scope
    if scope is None or not any(mutable(value) for value in values):
        return values
    uses = [use for use in _name_uses(frame.source, scope, name) if not _hands_on_an_item(frame.source, use, values)]
    if isinstance(scope, ast.Module) and grows_elsewhere(frame.source, name, values):
        return with_growth(values, anything())
    return _with_uses(frame.of(scope), values, (scope, name), uses, lambda: settled(frame.source, uses, at))


def _with_uses(
    frame: Frame,
    values: Values,
    key: tuple[ast.AST | None, str],
    uses: Sequence[ast.expr],
    first: Callable[[], set[str]] | None,
) -> Values:
    """Return `values` with what their uses put into them; what those do to what is in them is asked if that matters."""
    engine, scope, name = frame.source.modules.engine, *key
    inner = {use for use in uses if goes_inside(frame.source.tree, use)}
    outer = (use for use in uses if use not in inner)
    growth = engine.remember(frame.growths, (scope, f"into {name}"), lambda: _growth(frame, outer))
    values = opened(values, growth, first) if first is not None else values
    found = with_growth(values, growth)
    if growth.nested or not (inner and any(map(changes_inside, found))):
        return found
    nested = any(_use(frame, use) is not None for use in inner)
    return with_growth(values, growth._replace(nested=True)) if nested else found


def _hands_on_an_item(source: Source, use: ast.expr, values: Values) -> bool:
    """Whether a use is of an item that is no container itself: `f(data["course"])`, `data["students"].add(x)`."""
    item = source.tree.parent(use)
    if not isinstance(item, ast.Subscript) or item.value is not use or not isinstance(item.ctx, ast.Load):
        return False
    if not isinstance(source.tree.parent(item), (ast.Call, ast.keyword, ast.Attribute)):
        return False
    held = join(
        item_of(value, item.slice) if isinstance(value, Collection) and value.type == "dict" else unknown("item")
        for value in values
    )
    return is_known(held) and not any(mutable(one) for one in held)


def _name_uses(source: Source, scope: ast.AST, name: str) -> list[ast.expr]:
    if (scope, name) not in source.uses:
        source.uses[scope, name] = [
            use
            for node in source.tree.names_in(name, scope)
            if (use := used(source.tree, node)) is not None and source.scopes.meaning(name, node).scope is scope
        ]
    return source.uses[scope, name]


def _attribute_uses(source: Source, name: str) -> list[ast.expr]:
    tree = source.tree
    return [
        use
        for node in tree.attributes(name)
        if (use := node if isinstance(tree.parent(node), ast.AugAssign) else used(tree, node)) is not None
    ]


def grown_attribute(frame: Frame, values: Values, name: str, at: ast.Attribute | None = None) -> Values:
    """Return `values` of an attribute with all that is put into any attribute of that name in the module."""
    if not any(mutable(value) for value in values):
        return values
    source, uses = frame.source, _attribute_uses(frame.source, name)
    first = None if at is None else lambda: settled(source, of_the_same(frame, uses, at), at)
    return _with_uses(source.root, values, (None, name), uses, first)


def _growth(frame: Frame, uses: Iterable[ast.expr]) -> Growth:
    found = [growth for use in uses if (growth := _use(frame, use)) is not None]
    return Growth(
        join(growth.elements for growth in found),
        join(growth.keys for growth in found),
        join(growth.mapped for growth in found),
        any(growth.moved for growth in found),
        tuple(item for growth in found for item in growth.named),
        any(growth.nested for growth in found),
    )


def _use(frame: Frame, use: ast.expr) -> Growth | None:
    frame.source.modules.engine.step()
    parent_of = frame.source.tree.parent
    parent = parent_of(use)
    match parent:
        case ast.Attribute(attr=name):
            call = parent_of(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                inside = _inside(frame, call) if name in GIVING else None
                return both(_call(frame, name, call), inside)
            return anything() if name in GROWING else None
        case ast.For() | ast.AsyncFor() | ast.comprehension() if parent.iter is use:
            return _looped(frame, parent.target)
        case ast.Subscript(value=value, ctx=context) if value is use:
            return _subscript(frame, parent, context)
        case ast.Call() if parent.func is use:
            return None
        case ast.Lambda() if parent.body is use:
            return _called_for(frame, parent)
        case ast.Call() | ast.keyword():
            return both(_passed(frame, use, parent), _given_back(frame, parent))
        case ast.BoolOp() | ast.IfExp() if parent is not getattr(parent_of(parent), "test", None):
            return _use(frame, parent) if getattr(parent, "test", None) is not use else None
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict():
            return _held(frame, use, parent)
        case ast.AugAssign(op=ast.BitOr()) if parent.target is use:
            given = frame.values(parent.value)
            return updated([detached(given)], elements(frame, given), ())
        case ast.AugAssign() if parent.target is use:
            return Growth(elements(frame, frame.values(parent.value)), LITERAL, unknown("augmented"), True)
        case ast.AugAssign(target=ast.Name() | ast.Attribute() as target):
            return _nested(_alias(frame, target))
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value) if (
            value is use and isinstance(target, ast.Name | ast.Attribute)
        ):
            return _alias(frame, target)
        case ast.Assign(targets=targets) if use in targets:
            others = [target for target in targets if target is not use]
            told = all(isinstance(target, ast.Name | ast.Attribute) for target in others)
            effects = [_alias(frame, one) for one in others if isinstance(one, ast.Name | ast.Attribute)]
            return reduce(both, effects) if told else anything()
        case ast.Assign(targets=targets) if all(isinstance(target, ast.Tuple | ast.List) for target in targets):
            return next((growth for target in targets if (growth := _looped(frame, target)) is not None), None)
        case ast.Match(cases=cases):
            named = [(one.pattern, name.node) for one in cases for name in captures(one.pattern)]
            return anything() if any(isinstance(use, DISPLAYS) or one is name for one, name in named) else None
        case ast.NamedExpr() | ast.Assign() | ast.arguments():
            return anything()
    return None


def _called_for(frame: Frame, made: ast.Lambda) -> Growth | None:
    """Return what is put into a container that a function gives back to whoever calls it."""
    parent_of = frame.source.tree.parent
    match parent_of(made):
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            scope = frame.source.scopes.meaning(name, target).scope
            uses = _name_uses(frame.source, scope, name) if scope is not None else []
            calls = [call for use in uses if isinstance(call := parent_of(use), ast.Call) and call.func is use]
            whole = len(calls) == len(uses)
            return anything() if not whole or any(_use(frame, call) is not None for call in calls) else None
    return None


def _held(frame: Frame, use: ast.expr, display: ast.expr) -> Growth | None:
    """Return what is put into a container where a display holds it: `a, b = rows, 1`, `data = {"rows": rows}`."""
    parent_of = frame.source.tree.parent
    places: list[int] = []
    item, whole, parent = use, display, parent_of(display)
    while isinstance(whole, ast.Tuple | ast.List):
        places.insert(0, whole.elts.index(item))
        if not isinstance(parent, DISPLAYS):
            break
        item, whole, parent = whole, parent, parent_of(parent)
    match parent:
        case ast.Assign(targets=[ast.Tuple() | ast.List() as target]):
            one = target_at(target, places)
            return _alias(frame, one) if isinstance(one, ast.Name | ast.Attribute) else None
    return anything() if reaches(_use(frame, whole)) else None


def _given_back(frame: Frame, place: ast.Call | ast.keyword) -> Growth | None:
    """Return what is put into what a builtin gives back of what it is given: `max(rows, others)`, `enumerate(rows)`."""
    call = place if isinstance(place, ast.Call) else frame.source.tree.parent(place)
    match call:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in ITERATING:
            return NESTED if reaches(_use(frame, call)) else None
        case ast.Call(func=ast.Name(id="dict")) if call is not place:
            return anything() if reaches(_use(frame, call)) else None
        case ast.Call(func=ast.Name(id="max" | "min" | "next") | ast.Attribute(attr="setdefault"), args=args) if (
            _use(frame, call) is not None
        ):
            return NESTED if len(args) == 1 else anything()
    return None


def _call(frame: Frame, name: str, call: ast.Call) -> Growth | None:
    if name in REORDERING:
        return MOVED
    if name not in GROWING:
        return None
    values = [detached(frame.values(item)) for item in call.args if not isinstance(item, ast.Starred)]
    if len(values) < len(call.args):
        return anything()
    match name, values:
        case ("append" | "add" | "appendleft", [value]) | ("insert", [_, value]):
            return Growth(value)
        case "extend" | "extendleft", [value]:
            return Growth(elements(frame, value))
        case "setdefault", [key, value]:
            if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                return Growth(named=((call.args[0].value, value),))
            return Growth(keys=key, mapped=value, moved=True)
        case "update", [*values]:
            if any(keyword.arg is None for keyword in call.keywords):
                return anything()
            named = [(item.arg, detached(frame.values(item.value))) for item in call.keywords if item.arg]
            return updated(values, join(elements(frame, value) for value in values), named)
    return MOVED


def _subscript(frame: Frame, node: ast.Subscript, context: ast.expr_context) -> Growth | None:
    parent_of = frame.source.tree.parent
    parent = parent_of(node)
    if isinstance(context, ast.Del):
        return MOVED
    if isinstance(context, ast.Store):
        match parent:
            case ast.Assign(value=value) if any(target is node for target in parent.targets):
                values = detached(frame.values(value))
                if isinstance(node.slice, ast.Slice):
                    return Growth(elements(frame, values), moved=True)
                if isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
                    return Growth(named=((node.slice.value, values),))
                return Growth(values, frame.values(node.slice), values, True)
        return anything()
    return _inside(frame, node)


def _inside(frame: Frame, node: ast.expr) -> Growth | None:
    """Return what is put into a container that `node` takes out of the one in question."""
    parent_of = frame.source.tree.parent
    parent = parent_of(node)
    match parent:
        case ast.Attribute(attr=name) if name in GROWING:
            call = parent_of(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                inner = _call(frame, name, call) or Growth()
                kind = "set" if name == "add" else "list"
                item: Values = frozenset({Collection(kind, inner.elements)})  # type: ignore[arg-type]
                if name in ("update", "setdefault"):
                    item = frozenset({Collection("dict", inner.keys, mapped=inner.mapped)})
                keys = frame.values(node.slice) if isinstance(node, ast.Subscript) else NOTHING  # of a defaultdict
                return Growth(item, keys, item, True)
            return anything()
        case ast.Subscript(ctx=ast.Store()) if parent.value is node:
            return anything()
        case ast.Subscript() if parent.value is node:
            return _nested(_inside(frame, parent))
        case ast.Assign(targets=[at]) | ast.AugAssign(target=at) if isinstance(at, ast.Name | ast.Attribute):
            return _nested(_alias(frame, at))
        case ast.AugAssign():
            return anything()
        case ast.For() | ast.AsyncFor() | ast.comprehension() if parent.iter is node:
            return _looped(frame, parent.target)
        case ast.Call() if node in parent.args:
            return _nested(_passed(frame, node, parent))
    return None


def _looped(frame: Frame, target: ast.expr) -> Growth | None:
    names = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
    return next((growth for name in names if (growth := _nested(_alias(frame, name))) is not None), None)


def _alias(frame: Frame, target: ast.Name | ast.Attribute) -> Growth | None:
    """Return what is put into a container under another name of it."""
    source = frame.source
    uses: list[ast.expr]
    scope: ast.AST | None = None
    if isinstance(target, ast.Attribute):
        uses = _attribute_uses(source, target.attr)
    else:
        scope = source.scopes.meaning(target.id, target).scope
        uses = [*_name_uses(source, scope, target.id)] if scope is not None else []
    key = (scope, target.attr if isinstance(target, ast.Attribute) else target.id)
    engine = source.modules.engine
    if key in source.aliases:  # it counts where it is looked at already
        engine.cut()
        return None
    source.aliases.add(key)
    try:
        growth = engine.remember(frame.growths, key, lambda: _growth(frame, uses))
    finally:
        source.aliases.discard(key)
    return growth if growth != Growth() else None


def _nested(growth: Growth | None) -> Growth | None:
    return None if growth is None else NESTED


def _passed(frame: Frame, use: ast.expr, place: ast.Call | ast.keyword) -> Growth | None:
    parent_of = frame.source.tree.parent
    call = place if isinstance(place, ast.Call) else parent_of(place)
    if not isinstance(call, ast.Call):
        return None
    if isinstance(call.func, ast.Attribute) and (call.func.attr.startswith("assert") or call.func.attr in HARMLESS):
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr in TAKING:
        return _through(frame, call.func.value)
    values, more = frame.source.modules.engine.ask(lambda: frame.values(call.func))
    effect = worst(_effect(value, call, place, use) for value in values) if values or more else anything()
    return _nested(effect) if isinstance(place, ast.keyword) and place.arg is None else effect


def _through(frame: Frame, holder: ast.expr) -> Growth | None:
    """Return what is put into a container by way of the one that it is put into: `holder[0].append(x)`."""
    source, engine = frame.source, frame.source.modules.engine
    match holder:
        case ast.Name(id=name):
            scope = source.scopes.meaning(name, holder).scope
            uses: list[ast.expr] = [*_name_uses(source, scope, name)] if scope is not None else []
            key: tuple[ast.AST | None, str] = (scope, f"in {name}")
        case ast.Attribute(attr=name):
            uses, key = _attribute_uses(source, name), (None, f"in {name}")
        case _:
            return anything()
    if key in source.aliases:
        engine.cut()
        return None
    source.aliases.add(key)
    try:
        growth = engine.remember(frame.growths, key, lambda: _growth(frame, taken_out(source, uses)))
    finally:
        source.aliases.discard(key)
    return anything() if growth not in (Growth(), MOVED) else None


def _effect(value: Value, call: ast.Call, place: ast.Call | ast.keyword, use: ast.expr) -> Growth | None:
    """Return what a callee may do to what is passed to it at that place; None where it does nothing to it."""
    match value:
        case External(name=name):
            if name == "random.shuffle":
                return MOVED
            names_it = name == "builtins.setattr" and [*call.args[1:2]] == [use]
            return None if names_it or (name.startswith(PURE) and name not in IMPURE) else anything()
        case Method() | ModelClass() | BoundVerb() | Other():
            return None
        case Class() if only_reads(value):
            return None
        case Function():
            return _changes(value, call, place, use)
    return anything()


def _changes(function: Function, call: ast.Call, place: ast.Call | ast.keyword, use: ast.expr) -> Growth | None:
    """Return what a function of the project may do to what is passed to it there; of `**data` it gets a copy."""
    args = function.node.args
    if function.ahead is not None:
        return anything()
    positional = [*args.posonlyargs, *args.args][1 if function.bound is not None else 0 :]
    if isinstance(place, ast.keyword) and place.arg is None:
        given = (*positional, *args.kwonlyargs, args.kwarg)
        return worst(changed_parameter(function, arg) for arg in given if arg is not None)
    if isinstance(place, ast.keyword):
        found = [arg for arg in (*positional, *args.kwonlyargs) if arg.arg == place.arg]
    else:
        before = call.args[: next(i for i, item in enumerate(call.args) if item is use)]
        starred = any(isinstance(item, ast.Starred) for item in before)
        found = [] if starred else positional[len(before) : len(before) + 1]
    if len(found) != 1:
        return anything()
    return changed_parameter(function, found[0])


def changed_parameter(function: Function, arg: ast.arg) -> Growth | None:
    """Return what a function may do to what it gets as a parameter."""
    source = function.source
    if arg in source.watched:  # it passes it on to itself
        return None
    source.watched.add(arg)
    uses = _name_uses(source, function.node, arg.arg)
    try:
        if any(surely_changed(source.tree, node) for node in uses):
            return anything()
        effects = (_use(source.root, node) for node in uses)
        return source.modules.engine.remember(source.changed, arg, lambda: worst(effects))
    finally:
        source.watched.discard(arg)
