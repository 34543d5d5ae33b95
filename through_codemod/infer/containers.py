"""What is in it: what do iterating, unpacking and subscripting give?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Path
from through_codemod.infer.records import as_tuple
from through_codemod.infer.values import (
    JSON,
    NOTHING,
    Collection,
    Coroutine,
    Function,
    Instance,
    Json,
    Key,
    Maker,
    Object,
    Other,
    Rows,
    Value,
    Values,
    detached,
    join,
    other,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


def method_result(frame: Frame, value: Object, name: str) -> Values:
    """Return what calling a method of an object without arguments gives."""
    return join(
        frame.returned(found) if isinstance(found, Function) else unknown(f"{name} of {value.cls.name}")
        for found in frame.read(value, name)
    )


def elements(frame: Frame, values: Values) -> Values:
    """Return what iterating over `values` gives."""
    return detached(join(_elements(frame, value) for value in values))


def _elements(frame: Frame, value: Value) -> Values:
    match value:
        case Rows(manager=False):
            return frozenset({Instance(value.model, value.apps, value.how or f"one of {value.model.name}")})
        case Collection():
            return value.elements
        case Other(name="None"):
            return NOTHING
        case Key(model=None):
            return frozenset({value})
        case Json():
            return JSON
        case Other():
            return other(f"element of {value.name}")
        case Object():
            if (record := as_tuple(frame, value)) is not None:
                return record.elements
            return elements(frame, method_result(frame, value, "__iter__"))
        case Maker(type="paginator", one=one):
            return page(one)
    return unknown("what it is iterated over")


def page(one: Values) -> Values:
    """Return a page of a paginator of instances, which is a list and has one in `object_list`.

    https://docs.djangoproject.com/en/stable/ref/paginator/#page-class
    """
    listed: Values = frozenset({Collection("list", one)})
    return frozenset({Collection("tuple", one, known=(("object_list", listed),))})


def unpacked(frame: Frame, values: Values, path: Path) -> Values:
    """Return what `path`, the places in a target such as `a, (b, *c)`, takes out of `values`."""
    for step in path:
        values = detached(join(_step(frame, value, step) for value in values))
    return values


def _step(frame: Frame, value: Value, step: int | tuple[int, int]) -> Values:
    match value, step:
        case Object(), _ if (record := as_tuple(frame, value)) is not None:
            return _step(frame, record, step)
        case Collection(positions=tuple(positions)), int(i):
            return positions[i] if -len(positions) <= i < len(positions) else NOTHING
        case Collection(positions=tuple(positions)), (int(before), int(after)):
            inside = positions[before : len(positions) - after]
            return frozenset({Collection("list", join(inside), inside)})
        case Collection(), int():
            return value.elements
        case Collection(), _:
            return frozenset({Collection("list", value.elements)})
        case Rows(manager=False), int():
            return frozenset({Instance(value.model, value.apps, value.how)})
        case Rows(manager=False), _:
            one = Instance(value.model, value.apps, value.how)
            return frozenset({Collection("list", frozenset({one}))})
        case Key(model=None), int():
            return frozenset({value})
        case Json(), _:
            return JSON
        case Other(name="None"), _:
            return NOTHING
    return unknown("unpacking")


def subscript_values(frame: Frame, node: ast.expr) -> Values | None:
    """`rows[0]`, `rows[:5]`, `pair[1]`, `data["course"]`."""
    if not isinstance(node, ast.Subscript):
        return None
    return join(held_at(frame, value, node.slice) for value in frame.values(node.value))


def held_at(frame: Frame, value: Value, index: ast.expr) -> Values:
    """Return what `value[index]` is."""
    match value, index:
        case Other(name="None"), _:
            return NOTHING
        case Object(), _ if (record := as_tuple(frame, value)) is not None:
            return held_at(frame, record, index)
        case Rows(manager=False), ast.Slice(step=None):
            return frozenset({replace(value, how=value.how)})
        case Rows(manager=False), ast.Slice():
            return frozenset({Collection("list", _elements(frame, value))})
        case Rows(manager=False), _:
            return _elements(frame, value)
        case Collection(type="dict"), _:
            return item_of(value, index)
        case Collection(type="list" | "tuple" | "queryset"), ast.Slice():
            raw = value.type == "queryset" and any(isinstance(one, Instance) for one in value.elements)
            kind = "list" if raw or (value.type == "queryset" and index.step is not None) else value.type
            return frozenset({Collection(kind, value.elements, how=value.how)})
        case Collection(type="list" | "tuple" | "queryset"), _:
            place = _constant(index)
            if isinstance(place, int) and value.positions is not None:
                known = -len(value.positions) <= place < len(value.positions)
                return detached(value.positions[place]) if known else NOTHING
            return detached(value.elements)
        case Key(model=None), _:
            return frozenset({value})
        case Json(), _:
            return JSON
    return unknown("subscript")


def is_missing(value: Collection, index: ast.expr) -> bool:
    """Whether a dictionary has no item under a key, all of whose items are known."""
    key = _constant(index)
    return key is not None and is_whole(value) and not any(known == key for known, _ in value.known or ())


def is_whole(value: Collection) -> bool:
    """Whether a dictionary has no other items than those that are known by their keys."""
    return value.known is not None and not value.more and value.mapped <= join(held for _, held in value.known)


def united(one: Collection, two: Collection) -> Collection:
    """Return what `one | two` of two dictionaries holds; what the second may have stands beside what the first has."""
    keys, mapped = join((one.elements, two.elements)), join((one.mapped, two.mapped))
    if one.known is None or two.known is None:
        return Collection("dict", keys, mapped=mapped)
    parts = [(dict(part.known or ()), NOTHING if is_whole(part) else part.mapped) for part in (one, two)]
    names = dict.fromkeys(name for known, _ in parts for name in known)
    items = tuple((name, join(known.get(name, rest) for known, rest in parts)) for name in names)
    return Collection("dict", keys, mapped=mapped, known=items, more=not (is_whole(one) and is_whole(two)))


def with_items(value: Collection, items: Mapping[str, Values]) -> Collection:
    """Return a dictionary in which `items` take the place of what stands under their keys."""
    if not items:
        return value
    known = None if value.known is None else tuple(dict[str | int, Values]((*value.known, *items.items())).items())
    return replace(value, mapped=join((value.mapped, *items.values())), known=known)


def spread_of(mappings: Iterable[Values]) -> tuple[tuple[tuple[str, Values], ...], bool]:
    """Return what `**one, **other` pass under names that are known, any of which may be missing, and if there is more.

    A name comes from one of them, or the call fails.
    """
    found: dict[str, Values] = {}
    more = False
    for values in mappings:
        held = [one for one in values if isinstance(one, Collection) and one.type == "dict" and one.known is not None]
        more = more or not values or len(held) < len(values) or not all(map(is_whole, held))
        names = {name for one in held for name, _ in one.known or () if isinstance(name, str)}
        for name in names if len(held) == len(values) else ():
            rest = (NOTHING if is_whole(one) else one.mapped for one in held)
            found[name] = join(dict(one.known or ()).get(name, mapped) for one, mapped in zip(held, rest, strict=True))
    return tuple(sorted(found.items())), more


def item_of(value: Collection, index: ast.expr) -> Values:
    key = _constant(index)
    if value.known is not None and key is not None:
        found = next((values for known, values in value.known if known == key and type(known) is type(key)), None)
        return detached(found) if found is not None else unknown(f"key {key!r}")
    return detached(value.mapped)


def _constant(node: ast.expr) -> str | int | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=str() | int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -value
    return None


def display_values(frame: Frame, node: ast.expr) -> Values | None:
    """`[a, b]`, `(a, *rest)`, `{a, b}`, `{"k": a}` and comprehensions."""
    match node:
        case ast.List(elts=items):
            return frozenset({_sequence(frame, "list", items)})
        case ast.Tuple(elts=items):
            return frozenset({_sequence(frame, "tuple", items)})
        case ast.Set(elts=items):
            return frozenset({Collection("set", _sequence(frame, "list", items).elements)})
        case ast.Dict():
            return frozenset({_mapping(frame, node)})
        case ast.ListComp(elt=item):
            return frozenset({Collection("list", detached(frame.values(item)))})
        case ast.SetComp(elt=item):
            return frozenset({Collection("set", detached(frame.values(item)))})
        case ast.GeneratorExp(elt=item):
            return frozenset({Collection("iterator", detached(frame.values(item)))})
        case ast.DictComp(key=key, value=item):
            return frozenset({Collection("dict", frame.values(key), mapped=detached(frame.values(item)))})
    return None


def _sequence(frame: Frame, kind: str, items: list[ast.expr]) -> Collection:
    parts: list[Values] = []
    exact = len(items) <= 40
    for item in items:
        if isinstance(item, ast.Starred):
            values = frame.values(item.value)
            match list(values):
                case [Collection(positions=tuple(positions))]:
                    parts += positions
                case _:
                    exact = False
                    parts.append(elements(frame, values))
        else:
            parts.append(detached(frame.values(item)))
    type_ = "tuple" if kind == "tuple" else "list"
    return Collection(type_, join(parts), tuple(parts) if exact else None)  # type: ignore[arg-type]


def _mapping(frame: Frame, node: ast.Dict) -> Collection:
    known: dict[str | int, Values] | None = {}
    keys: list[Values] = []
    mapped: list[Values] = []
    for key, item in zip(node.keys, node.values, strict=True):
        values = detached(frame.values(item))
        if key is None:  # **other
            for value in values:
                keys.append(value.elements if isinstance(value, Collection) else unknown("**"))
                mapped.append(value.mapped if isinstance(value, Collection) else unknown("**"))
            match list(values):
                case [Collection(type="dict", known=tuple(spread))] if known is not None:
                    known.update(spread)
                case _:
                    known = None
            continue
        keys.append(frame.values(key))
        mapped.append(values)
        constant = _constant(key)
        if constant is None:
            known = None
        elif known is not None:
            known[constant] = values
    if known is not None and len(known) <= 40:
        return Collection("dict", join(keys), mapped=join(mapped), known=tuple(known.items()))
    return Collection("dict", join(keys), mapped=join(mapped))


def awaited(values: Values) -> Values:
    """Return what `await` gives for `values`."""
    return join(_awaited(value) for value in values)


def _awaited(value: Value) -> Values:
    match value:
        case Coroutine():
            return value.result
        case Other(name="None"):
            return NOTHING
        case Other():
            return frozenset({value})
    return unknown("await")
