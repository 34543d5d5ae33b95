"""How is a class declared whose objects nobody changes? With less at work than a frozen dataclass has."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

Cls = TypeVar("Cls")

_BY_FIELDS = """
def __eq__(self, other):
    return {own} == {others} if other.__class__ is self.__class__ else NotImplemented
def __hash__(self):
    return hash({own})
"""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Cls]) -> type[Cls]:
    """Make a class a dataclass with slots that compares by its fields, and that the type checker lets nobody change.

    What forbids it at run time as well takes as long to define as all the rest, and sets each field of each object
    through a call. What compares is compiled at once, and what shows an object is the same for all classes: a dataclass
    compiles each method of each class by itself.
    """
    made = dataclass(repr=False, eq=False, slots=True)(cls)
    compared = [item.name for item in fields(made) if item.compare]  # type: ignore[arg-type]
    own, others = ("(" + "".join(f"{of}.{name}," for name in compared) + ")" for of in ("self", "other"))
    methods: dict[str, Any] = {}
    exec(_BY_FIELDS.format(own=own, others=others), methods)
    made.__eq__, made.__hash__, made.__repr__ = methods["__eq__"], methods["__hash__"], _shown  # type: ignore[method-assign]
    return made


def _shown(self: Any) -> str:
    shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
