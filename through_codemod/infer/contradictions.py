"""What is passed for an annotated parameter that is nothing of what the annotation says, as far as callers are seen?

def enrol(course: Course, student: Student):
    course.students.add(student)

enrol(club, student.pk)                     # so `course` may be a Club, and `student` a key
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.classes import FAMILIAR, lineage
from through_codemod.infer.values import (
    BY_ANNOTATION,
    NOTHING,
    Accessor,
    BoundVerb,
    Collection,
    Instance,
    Json,
    Key,
    ModelClass,
    Object,
    Other,
    Rows,
    Unknown,
    Value,
    Values,
)

if TYPE_CHECKING:
    from through_codemod.relations import RelationMap


_PLAIN = (Instance, ModelClass, Rows, Accessor, BoundVerb, Key, Json, Collection)


def is_annotated(values: Values) -> bool:
    """Whether an annotation alone says of which model something among the values is, or is the accessor."""
    return any(_is_annotated(value) for value in values)


def _is_annotated(value: Value) -> bool:
    match value:
        case Instance(how=how) | Rows(how=how) | Accessor(how=how):
            return BY_ANNOTATION in how
        case Collection(elements=elements, mapped=mapped):
            return is_annotated(elements) or is_annotated(mapped)
    return False


def strangers(relations: RelationMap, passed: Values, said: Values) -> Values:
    """Return those of the values that are passed which are surely none of what an annotation says."""
    if any(isinstance(value, Unknown) for value in said):
        return NOTHING
    return frozenset(value for value in passed if not any(_may_be(relations, value, one) for one in said))


def _may_be(relations: RelationMap, value: Value, said: Value) -> bool:
    match value, said:
        case Unknown() | Other(), _:
            return True
        case _, Other(name="None"):
            return False
        case Instance(), Instance():
            known = value.model in relations.models and said.model in relations.models
            return not known or relations.is_a(value.model, said.model) or relations.is_a(said.model, value.model)
        case ((Collection() | Rows() | Accessor()), (Collection() | Rows())):
            return not strangers(relations, _held(value), _held(said))
        case Object(), (Instance() | Rows() | Collection()):
            behind = lineage(value.cls)
            return not (behind.whole and all(name.startswith(FAMILIAR) for name in behind.external))
        case _, (Instance() | Rows() | Collection()):
            return not isinstance(value, _PLAIN)
    return True


def _held(value: Value) -> Values:
    match value:
        case Collection():
            return value.mapped or value.elements
        case Rows(model=model, apps=apps):
            return frozenset({Instance(model, apps)})
        case Accessor(relation=relation):
            return frozenset({Instance(relation.target_key.model)})
    return NOTHING
