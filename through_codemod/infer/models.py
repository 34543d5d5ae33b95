"""What does the relation map say of a model: its instances, its rows, its keys?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.values import (
    BY_ANNOTATION,
    Accessor,
    Class,
    Instance,
    Key,
    ModelClass,
    Object,
    Rows,
    Value,
    Values,
    after,
    join,
    unknown,
)
from through_codemod.relations import AttributeKind, ModelRef, RelationMap

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


def instances(frame: Frame, classes: Values) -> Values:
    """Return instances of `classes`; of an abstract model's, one of each model that inherits from it."""
    return join(_instances(frame, value) for value in classes)


def _instances(frame: Frame, value: Value) -> Values:
    match value:
        case ModelClass():
            models = frame.source.relations.concrete(value.model)
            if value.apps is not None and value.model not in frame.source.relations.models:
                models = (value.model,)
            if not models:
                return unknown(f"abstract {value.model.name}")
            return frozenset(Instance(model, value.apps, f"{BY_ANNOTATION}{value.model.name}") for model in models)
        case Class():
            return frozenset({Object(value)})
    return unknown("class")


def rows_of(relations: RelationMap, model: ModelRef, manager: bool, how: str = "", apps: str | None = None) -> Rows:
    """Return the rows of a model by its default manager, as a related manager or a bare queryset gives them."""
    known = relations.models.get(model)
    default = known.manager(known.default_manager) if known is not None else None
    if default is None or apps is not None:
        return Rows(model, manager, apps, how)
    return Rows(model, manager, apps, how, default.cls if manager else None, default.queryset)


def rows_behind(frame: Frame, accessor: Accessor) -> Rows:
    """Return the rows that an accessor reads: those of the relation's target."""
    relation = accessor.relation
    how = after(accessor.how, f"{accessor.owner.name}.{relation.accessor} gives {relation.target.name}")
    return rows_of(frame.source.relations, relation.target, True, how, accessor.apps)


def key_of(relations: RelationMap, model: ModelRef, name: str, how: str) -> Values:
    """Return the key that the attribute `name` of an instance of `model` holds."""
    known = relations.models.get(model)
    found = known.attributes.get(name) if known is not None else None
    if found is not None and found.kind is AttributeKind.KEY and found.model is not None:
        return frozenset({Key(found.model, found.field, how)})
    return frozenset({Key(model, name, how)})
