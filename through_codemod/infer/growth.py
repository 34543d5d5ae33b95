"""What does putting things into a list, set or dict make of it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Collection as AnyOf
from dataclasses import replace
from typing import NamedTuple

from through_codemod.infer.containers import is_whole
from through_codemod.infer.values import (
    LITERAL,
    NOTHING,
    Collection,
    Json,
    Key,
    Other,
    Unknown,
    Value,
    Values,
    join,
    unknown,
)

_LIBRARY = "builtins random itertools copy json operator functools math"
_INSTALLED = "django rest_framework factory model_bakery model_mommy"
PURE = tuple(f"{name}." for name in f"{_LIBRARY} {_INSTALLED}".split())
IMPURE = frozenset(f"builtins.{name}" for name in ("setattr", "exec", "eval", "vars", "map"))
ITERATING = frozenset(  # what gives what it is given, or what is in it, in another container or one by one
    {"enumerate", "zip", "reversed", "sorted", "iter", "list", "tuple", "chain", "from_iterable", "cycle", "islice"}
)
GROWING = frozenset({"append", "add", "appendleft", "insert", "extend", "extendleft", "update", "setdefault"})


class Growth(NamedTuple):
    """What was added to a list or set (`elements`) or dict, and whether the places of its elements still hold.

    `nested` says that anything may have been put into the containers that it holds, if it holds any.
    """

    elements: Values = NOTHING
    keys: Values = NOTHING
    mapped: Values = NOTHING
    moved: bool = False
    named: tuple[tuple[str | int, Values], ...] = ()  # what was put under constant keys
    nested: bool = False


NESTED = Growth(nested=True)
MOVED = Growth(moved=True)


def mutable(value: Value) -> bool:
    """Whether things can be put into it."""
    return isinstance(value, Json) or (isinstance(value, Collection) and value.type in ("list", "set", "dict"))


def with_growth(values: Values, growth: Growth) -> Values:
    """Return `values` with what was put into them."""
    if growth == Growth():
        return values
    return join(frozenset({_whole(value, growth)}) for value in values)


def opened(values: Values, growth: Growth, settled: Callable[[], AnyOf[str]]) -> Values:
    """Return `values` where what dictionaries may have already stands beside what is put into them under its key.

    Under keys that are `settled` something is put before it is asked what stands there.
    """
    keys = {key for key, _ in growth.named}
    if not keys or not any(_is_open(value, keys) for value in values):
        return values
    keys.difference_update(settled())
    return frozenset(_opened(value, keys) if _is_open(value, keys) else value for value in values)


def _is_open(value: Value, keys: AnyOf[str | int]) -> bool:
    known = value.known if isinstance(value, Collection) and value.more else None
    return known is not None and not {key for key, _ in known}.issuperset(keys)


def _opened(value: Value, keys: AnyOf[str | int]) -> Value:
    if not isinstance(value, Collection) or value.known is None:
        return value
    names = {key for key, _ in value.known}
    return replace(value, known=(*value.known, *((key, value.mapped) for key in keys if key not in names)))


def _whole(value: Value, growth: Growth) -> Value:
    if isinstance(value, Json):
        return value if not growth.nested and _is_plain(growth) else Unknown("something else may change it")
    found = _grown(value, growth)
    if growth.nested and isinstance(found, Collection):
        return _grown(found, anything()) if changes_inside(found) else found
    return found


def changes_inside(value: Value) -> bool:
    """Whether things can be put into what is in it, or it counts as one with that."""
    return isinstance(value, Json) or (isinstance(value, Collection) and any(map(_holds_mutable, _held(value))))


def _is_plain(growth: Growth) -> bool:
    """Whether nothing but keys, text and what is in JSON is put in."""
    parts = (growth.elements, growth.keys, growth.mapped, *(values for _, values in growth.named))
    return all(isinstance(value, Key | Json | Other) for part in parts for value in part)


def _held(value: Collection) -> Iterator[Value]:
    yield from (*value.elements, *value.mapped)
    for _, values in value.known or ():
        yield from values


def _holds_mutable(value: Value) -> bool:
    """Whether it is, or has in it, something that things can be put into."""
    return mutable(value) or (isinstance(value, Collection) and any(map(_holds_mutable, _held(value))))


def _grown(value: Value, growth: Growth) -> Value:
    if not isinstance(value, Collection) or not mutable(value):
        return value
    if value.type == "dict":
        return _grown_dict(value, growth)
    moved = growth.moved or bool(growth.elements)
    positions = None if moved else value.positions
    return replace(value, elements=join((value.elements, growth.elements)), positions=positions)


def _grown_dict(value: Collection, growth: Growth) -> Collection:
    mapped = join((value.mapped, growth.mapped, *(values for _, values in growth.named)))
    keys = join((value.elements, growth.keys, LITERAL if growth.named else NOTHING))
    known = None
    if value.known is not None:
        items = {key: join((values, growth.mapped)) for key, values in value.known}
        for key, values in growth.named:
            items[key] = join((items.get(key, growth.mapped), values))
        known = tuple(items.items())
    more = value.more or bool(growth.mapped)
    return replace(value, elements=keys, mapped=mapped, known=known, more=more)


def updated(values: Iterable[Values], elements: Values, named: Iterable[tuple[str, Values]]) -> Growth:
    """Return what `data.update(other, key=value)` puts into a dictionary, or into a set of those `elements`."""
    known: list[tuple[str | int, Values]] = list(named)
    mapped: list[Values] = []
    for item in (item for value in values for item in value):
        if isinstance(item, Collection) and item.known is not None and is_whole(item):
            known += item.known
        else:
            mapped.append(item.mapped if isinstance(item, Collection) else unknown("update"))
    return Growth(elements, elements, join(mapped), True, tuple(known))


def both(one: Growth | None, two: Growth | None) -> Growth | None:
    """Return what two uses put into the same."""
    if one is None or two is None:
        return one or two
    return Growth(
        join((one.elements, two.elements)),
        join((one.keys, two.keys)),
        join((one.mapped, two.mapped)),
        one.moved or two.moved,
        one.named + two.named,
        one.nested or two.nested,
    )


def reaches(growth: Growth | None) -> bool:
    """Whether what is done to a container may be done to the containers that it holds."""
    if growth is None:
        return False
    values = (*growth.elements, *growth.mapped, *(one for _, held in growth.named for one in held))
    return growth.nested or any(isinstance(one, Collection | Unknown) for one in values)


def anything() -> Growth:
    """Return what something does that cannot be followed."""
    values = unknown("something else may change it")
    return Growth(values, values, values, True)


def worst(effects: Iterable[Growth | None]) -> Growth | None:
    """Return what one of several callees may do to what is passed to it; None where none does anything."""
    found = []
    for effect in effects:
        if effect not in (None, NESTED, MOVED):
            return anything()  # whatever the others do
        found += [effect] if effect is not None else []
    return Growth(moved=MOVED in found, nested=NESTED in found) if found else None
