"""Which runs of a function stay known when the module is done that they were found for?

def first(rows): return rows.first()

first(Course.objects)                       # does: the model is there for all modules
first(Work())                               # does not, where this module defines `Work`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.definitions import holds_functions
from through_codemod.infer.values import (
    Class,
    Collection,
    External,
    Instance,
    Json,
    Key,
    ModelClass,
    Object,
    Other,
    Package,
    Rows,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_OF_ALL = (External, Instance, Json, Key, ModelClass, Other, Package, Rows, Unknown)


def lasts(frame: Frame) -> bool:
    """Whether a run of a function without functions in it was passed nothing that is of a module being worked on."""
    if frame.function is None or holds_functions(frame.source, frame.function):
        return False
    return all(_lasts(value) for values in frame.arguments.values() for value in values)


def _lasts(value: Value) -> bool:
    match value:
        case Class(source=source) | Object(cls=Class(source=source)):
            return not source.is_closed and source.modules.keeps(source)
        case Collection():
            parts = (value.elements, value.mapped, *(value.positions or ()), *(held for _, held in value.known or ()))
            return all(_lasts(one) for part in parts for one in part)
    return isinstance(value, _OF_ALL)
