"""What would the relation map be if the through models that Django makes by itself counted as well?

A map names the plain many-to-many field behind each attribute that leads through one; the rest follows from Django's
rules for the models that it makes. Writes through these are reported and never rewritten: such a row holds nothing but
its pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from through_codemod.relations import Attribute, AttributeKind, Direction, Model, ModelRef, Relation, RelationMap
from through_codemod.relations import ThroughKey as Key


def with_implicit(relations: RelationMap) -> RelationMap:
    """Return the map with a relation for every accessor of a plain ManyToManyField too, marked `implicit`."""
    models = {ref: model._replace(attributes=dict(_marked(model))) for ref, model in relations.models.items()}
    added = (relation for model in relations.models.values() for relation in _implied(relations, model))
    return replace(relations, models=models, relations=(*relations.relations, *added))


def _marked(model: Model) -> Iterator[tuple[str, Attribute]]:
    for name, attribute in model.attributes.items():
        yield name, attribute._replace(kind=AttributeKind.ACCESSOR) if _is_plain(attribute) else attribute


def _is_plain(attribute: Attribute | None) -> bool:
    return attribute is not None and attribute.kind is AttributeKind.MANAGER and attribute.field is not None


def _implied(relations: RelationMap, model: Model) -> Iterator[Relation]:
    """Yield the relations of the accessors that lie on this model and on none that it inherits from."""
    behind = [relations.models[base] for base in model.bases if base in relations.models]
    for name, attribute in model.attributes.items():
        if _is_plain(attribute) and all(base.attributes.get(name) != attribute for base in behind):
            relation = _relation(relations, model, name, attribute)
            if relation is not None:
                yield relation


def _relation(relations: RelationMap, model: Model, accessor: str, attribute: Attribute) -> Relation | None:
    assert attribute.field is not None
    label, _, field = attribute.field.rpartition(".")
    declared = relations.by_label(label)
    target = relations.models.get(attribute.model) if attribute.model is not None else None
    if declared is None or target is None:
        return None
    forward = accessor == field and (declared == model.ref or relations.models[declared].abstract)
    owner = relations.models[declared]
    other = target if forward else model
    source_key, target_key = _keys(owner, other) if forward else reversed(_keys(owner, other))
    name = f"{owner.ref.name}_{field}"
    return Relation(
        owner=model.ref,
        accessor=accessor,
        field=attribute.field,
        direction=Direction.FORWARD if forward else Direction.REVERSE,
        target=target.ref,
        through=ModelRef(declared.module, name),
        through_label=f"{label}_{field}",
        source_key=source_key,
        target_key=target_key,
        symmetrical=False,
        unique=True,
        required=(),
        through_manager="objects",
        through_manager_filters=False,
        target_manager=target.default_manager,
        target_manager_filters=False,
        m2m_changed=(),
        save_receivers=(),
        delete_receivers=(),
        custom_save=None,
        through_parents=False,
        order_with_respect_to=False,
        field_class="django.db.models.fields.related.ManyToManyField",
        target_children_keys=False,
        implicit=True,
    )


def _keys(owner: Model, other: Model) -> tuple[Key, Key]:
    """Return the foreign keys of the model that Django makes.

    https://github.com/django/django/blob/main/django/db/models/fields/related.py
    (`create_many_to_many_intermediary_model`)
    """
    names = [model.ref.name.rpartition(".")[2].lower() for model in (owner, other)]
    if names[0] == names[1]:
        names = [f"from_{names[0]}", f"to_{names[1]}"]
    first, second = (
        Key(name, f"{name}_id", model.ref, model.primary_key, True, False, False, None)
        for name, model in zip(names, (owner, other), strict=True)
    )
    return first, second
