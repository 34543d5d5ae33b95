"""Which accessors write to a custom through model, and what matters about each: the map as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from through_codemod.relations import ModelRef, Relation, RelationMap, ThroughKey

HEADINGS = ("accessor", "direction", "target", "through", "pair", "notes")
STOCK_FIELD = "django.db.models.fields.related.ManyToManyField"


def relations_table(relation_map: RelationMap) -> str:
    """Return the relations of a map as an aligned table and a line that counts them, without a newline at the end.

    A map without relations gives a sentence that says so.
    """
    known = (
        f"{_count(len(relation_map.models), 'model')}, Django {relation_map.django or 'not found'}, "
        f"relations from {relation_map.relations_from}"
    )
    if not relation_map.relations:
        return f"No ManyToManyField here has a custom through model, so there is nothing to rewrite ({known})."
    cells = sorted(
        (
            f"{_label(relation_map, relation.owner)}.{relation.accessor}",
            str(relation.direction),
            _label(relation_map, relation.target),
            relation.through_label,
            "unique" if relation.unique else "not unique",
            "; ".join(_notes(relation)),
        )
        for relation in relation_map.relations
    )
    rows = [HEADINGS, *cells]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    fields = len({relation.field for relation in relation_map.relations})
    throughs = len({relation.through for relation in relation_map.relations})
    closing = (
        f"{_count(len(relation_map.relations), 'accessor')} of {_count(fields, 'ManyToManyField')} "
        f"through {_count(throughs, 'custom model')} ({known})"
    )
    return "\n".join([*lines, "", *_routing(relation_map), closing])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _label(relation_map: RelationMap, ref: ModelRef) -> str:
    model = relation_map.models.get(ref)
    return model.label if model is not None and model.label else f"{ref.module}.{ref.name}"


def _routing(relation_map: RelationMap) -> Iterator[str]:
    if len(relation_map.databases) > 1:
        yield f"databases: {', '.join(relation_map.databases)}"
    if relation_map.routers:
        yield f"routers: {', '.join(relation_map.routers)}"


def _notes(relation: Relation) -> Iterator[str]:
    if relation.field_class != STOCK_FIELD:
        yield f"field: {relation.field_class}"
    if relation.unread:
        yield relation.unread
    if relation.symmetrical:
        yield "symmetrical"
    for signal, receivers in (
        ("m2m_changed", relation.m2m_changed),
        ("save signals", relation.save_receivers),
        ("delete signals", relation.delete_receivers),
    ):
        if receivers:
            yield f"{signal}: {', '.join(receivers)}"
    if relation.custom_save:
        yield f"runs on save: {relation.custom_save}"
    if relation.target_save:
        yield f"runs when a target is saved: {', '.join(relation.target_save)}"
    if relation.through_manager != "objects":
        yield f"through manager: {relation.through_manager}"
    if relation.through_manager_filters:
        yield "the through model's default manager filters"
    if relation.target_manager_filters:
        yield "the target's default manager filters"
    yield from _key_notes(relation.source_key)
    yield from _key_notes(relation.target_key)
    if relation.required:
        yield f"required: {', '.join(relation.required)}"
    if relation.through_parents:
        yield "the through model is a multi-table child"
    if relation.order_with_respect_to:
        yield "order_with_respect_to"
    if relation.target_children_keys:
        yield "children of the target have keys of their own"


def _key_notes(key: ThroughKey) -> Iterator[str]:
    if key.null:
        yield f"{key.field} is nullable"
    if not key.primary_key and key.target:
        yield f"{key.field} holds {key.model.name}.{key.target}"
