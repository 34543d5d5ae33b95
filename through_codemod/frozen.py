"""How are classes declared whose objects nobody changes? With less at work than the standard library has.

A run over a small project is bound by its start, and to declare a hundred classes took a fifth of that: a dataclass
compiles each method of each class by itself, and `typing.NamedTuple` each annotation that is a text.
"""

from __future__ import annotations

import dataclasses
from collections import namedtuple
from dataclasses import MISSING, Field, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

Cls = TypeVar("Cls")

_METHODS = """
def __init__(self{parameters}):
    {sets}
def __eq__(self, other):
    return {own} == {others} if other.__class__ is self.__class__ else NotImplemented
def __hash__(self):
    return hash({own})
"""
_OF_ALL = ("__dict__", "__weakref__")  # what a class without slots has by itself


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Cls]) -> type[Cls]:
    """Make of a class what a dataclass with slots is, that compares by its fields.

    The type checker lets nobody change its objects. What forbids it at run time as well takes as long to define as all
    the rest, and sets each field of each object through a call.
    """
    members = {name: item for name, item in vars(cls).items() if name not in _OF_ALL}
    fields = {name: _field(members.pop(name, MISSING)) for name in cls.__annotations__}
    given = [name for name, item in fields.items() if item.init]
    placed = [name for name in given if fields[name].kw_only is not True]
    named = [name for name in given if name not in placed]
    parameters = ["", *(_parameter(name, fields[name]) for name in placed)]
    parameters += ["*", *(_parameter(name, fields[name]) for name in named)] if named else []
    sets = [f"self.{name} = {_value(name, item)}" for name, item in fields.items()]
    sets += ["self.__post_init__()"] if "__post_init__" in members else []
    compared = [name for name, item in fields.items() if item.compare]
    own, others = (f"({''.join(f'{of}.{name},' for name in compared)})" for of in ("self", "other"))
    methods: dict[str, Any] = {"missing": MISSING}
    for name, item in fields.items():
        methods[f"default_{name}"], methods[f"made_{name}"] = item.default, item.default_factory
    text = {"parameters": ", ".join(parameters), "sets": "; ".join(sets) or "pass", "own": own, "others": others}
    exec(_METHODS.format_map(text), methods)
    members = {**{name: methods[name] for name in ("__init__", "__eq__", "__hash__")}, "__repr__": _shown, **members}
    members |= {"__slots__": tuple(fields), "__match_args__": tuple(placed), "_given": given}
    members["_shown"] = [name for name, item in fields.items() if item.repr]
    made: type[Cls] = type(cls.__name__, cls.__bases__, members)
    return made


def _field(value: Any) -> Field[Any]:
    if isinstance(value, Field):
        return value
    made: Field[Any] = field() if value is MISSING else field(default=value)
    return made


def _parameter(name: str, item: Field[Any]) -> str:
    if item.default_factory is not MISSING:
        return f"{name}=missing"
    return name if item.default is MISSING else f"{name}=default_{name}"


def _value(name: str, item: Field[Any]) -> str:
    if not item.init:
        return f"default_{name}"
    return name if item.default_factory is MISSING else f"made_{name}() if {name} is missing else {name}"


def _shown(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._shown)})"


if TYPE_CHECKING:
    from dataclasses import replace as replace
    from typing import NamedTuple as NamedTuple
else:

    def replace(value: Cls, /, **changes: Any) -> Cls:
        """Return a `frozen` object, or that of a dataclass, that is as another but for the fields that are given."""
        if (names := getattr(value, "_given", None)) is None:
            return dataclasses.replace(value, **changes)
        return type(value)(**({name: getattr(value, name) for name in names} | changes))

    class _Declared(type):
        def __new__(cls, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, members)
            fields = members["__annotations__"]
            defaults = [members.pop(field) for field in fields if field in members]
            made = namedtuple(name, fields, defaults=defaults, module=members["__module__"])
            for own, item in members.items():
                if own not in ("__module__", "__qualname__"):
                    setattr(made, own, item)
            return made

    class NamedTuple(metaclass=_Declared):
        """What `typing.NamedTuple` is to a class that declares fields with annotations."""
