"""What do the objects of a `NamedTuple` hold in their order, and a `TypedDict` by its keys?

https://docs.python.org/3/library/typing.html#typing.NamedTuple and #typing.TypedDict
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.classes import lineage
from through_codemod.infer.values import LITERAL, Class, Collection, Object, Values, join, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})
METHODS = frozenset({"_replace", "_asdict"})


def is_record(cls: Class) -> bool:
    """Whether a class is a `NamedTuple`."""
    return not _TUPLES.isdisjoint(lineage(cls).external)


def as_tuple(frame: Frame, value: Object) -> Collection | None:
    """Return what an object of a `NamedTuple` holds; None for another object."""
    if not is_record(value.cls):
        return None
    made = _tuple_of(value.cls)
    heirs = lineage(value.cls).classes[: -len(lineage(made).classes)]
    hidden = {name for heir in heirs for name in heir.source.scopes.flow(heir.node).bindings}
    hidden |= {name for item, name, _ in _fields(value.cls) if item in heirs}
    known = tuple(
        (name, unknown(f"{name} of {made.name}") if name in hidden else frame.read(value, name))
        for _, name, _ in _fields(made)
    )
    return Collection("tuple", join(held for _, held in known), tuple(held for _, held in known), known=known)


def as_dict(frame: Frame, value: Object) -> Values:
    """Return what `_asdict()` of an object of a `NamedTuple` gives."""
    held = as_tuple(frame, value)
    known = held.known if held is not None else None
    return frozenset({Collection("dict", LITERAL, mapped=join(values for _, values in known or ()), known=known)})


def typed_dict(cls: Class) -> Values | None:
    """Return what a dictionary holds that a `TypedDict` describes; None for another class."""
    if _DICTS.isdisjoint(lineage(cls).external):
        return None
    held = {name: item.source.root.annotated(node) for item, name, node in _fields(cls)}  # an heir's own stands
    known = tuple(held.items())
    mapped = join((*(values for _, values in known), unknown(cls.name)))
    return frozenset({Collection("dict", LITERAL, mapped=mapped, known=known, more=True)})


def _tuple_of(cls: Class) -> Class:
    """Return the class that says the fields of a `NamedTuple`: what its heirs annotate are none."""
    return next(one for one in reversed(lineage(cls).classes) if is_record(one))


def _fields(cls: Class) -> list[tuple[Class, str, ast.expr]]:
    """Return the names that the body of a class annotates, and those of the classes behind it, in order."""
    return [
        (item, node.target.id, node.annotation)
        for item in reversed(lineage(cls).classes)
        for node in item.node.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
