"""What do the relation maps of several projects say together? One map, which holds wherever their files import from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from through_codemod.relations import MapError, Model, Relation, RelationMap

_ONE_BY_ONE = "check them one by one with --settings"


def merged(maps: Sequence[tuple[str, RelationMap]]) -> RelationMap:
    """Return one map of several, each with the name that it is told under, of projects that may share apps.

    Of what they share, what any of them runs counts. Raises `MapError` where two have another model, or another
    relation, under one name: no file could be told which is meant.
    """
    (_, first), *others = maps
    models, relations = dict(first.models), {(item.owner, item.accessor): item for item in first.relations}
    for name, more in others:
        for ref, model in more.models.items():
            models[ref] = _model(models[ref], model, name) if ref in models else model
        for item in more.relations:
            key = item.owner, item.accessor
            relations[key] = _relation(relations[key], item, name) if key in relations else item
    every = [found for _, found in maps]
    users = {found.user_model for found in every}
    return replace(
        first,
        django=min((found.django for found in every), key=_version),
        relations_from=", ".join(dict.fromkeys(found.relations_from for found in every)),
        relations=tuple(relations.values()),
        models=models,
        user_model=first.user_model if len(users) == 1 else None,
        databases=_union(found.databases for found in every),
        routers=_union(found.routers for found in every),
        places={name: place for found in every for name, place in found.places.items()},
        doubts=_union(found.doubts for found in every),
        apps=_apps(found.apps for found in every),
        sources={path: known for found in every for path, known in found.sources.items()},
    )


def _model(known: Model, other: Model, name: str) -> Model:
    """One model of two: an attribute counts where both say the same of it, or only one says anything."""
    attributes = {**other.attributes, **known.attributes}
    for attribute, value in other.attributes.items():
        if attributes[attribute] != value:
            del attributes[attribute]
    if not known.ref.module.startswith("django.") and other._replace(attributes={}) != known._replace(attributes={}):
        raise MapError(f"{name} has another model {known.ref} than a project before it; {_ONE_BY_ONE}")
    return known._replace(attributes=attributes)


def _relation(known: Relation, other: Relation, name: str) -> Relation:
    """One relation of two, which settings may have connected other receivers to."""
    both = known._replace(
        m2m_changed=_union((known.m2m_changed, other.m2m_changed)),
        save_receivers=_union((known.save_receivers, other.save_receivers)),
        delete_receivers=_union((known.delete_receivers, other.delete_receivers)),
        target_save=_union((known.target_save, other.target_save)),
        doubts=_union((known.doubts, other.doubts)),
    )
    again = other._replace(
        m2m_changed=both.m2m_changed,
        save_receivers=both.save_receivers,
        delete_receivers=both.delete_receivers,
        target_save=both.target_save,
        doubts=both.doubts,
    )
    if again != both:
        raise MapError(f"{name} has another relation {known.field} than a project before it; {_ONE_BY_ONE}")
    return both


def _apps(every: Iterable[Mapping[str, tuple[str, ...]] | None]) -> Mapping[str, tuple[str, ...]] | None:
    """All apps that any project has installed; None where one does not tell."""
    found: dict[str, tuple[str, ...]] = {}
    for apps in every:
        if apps is None:
            return None
        for name, places in apps.items():
            found[name] = _union((found.get(name, ()), places))
    return found


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _version(django: str) -> tuple[int, ...]:
    return tuple(int(part) for part in django.split(".") if part.isdigit())
