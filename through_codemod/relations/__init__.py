"""What does Django know about the project's models: which accessors write to a custom through model, and how?

One `RelationMap` answers every question of the tool that only Django can answer. It is filled by `live.py`
(from a running Django) or `static` (from the sources alone) and is plain data from then on: it compares, pickles and
has a JSON form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, Self

FORMAT = 3


_MAKE_IT = "`relations --output-format json -o FILE`"


class ModelRef(NamedTuple):
    """A class by the place it is defined in: `ModelRef("school.models", "Course")`; `name` is its `__qualname__`."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reference for `"school.models:Course"`; the inverse of `str()`."""
        module, _, name = text.partition(":")
        return cls(module, name)


class Direction(StrEnum):
    """Which side of the ManyToManyField the accessor stands on."""

    FORWARD = "forward"
    REVERSE = "reverse"


class AttributeKind(StrEnum):
    """What reading an attribute of a model instance gives."""

    INSTANCE = "instance"  # a foreign key, a one-to-one from either side
    MANAGER = "manager"  # a reverse foreign key, or a plain many-to-many, whose `field` it then names
    ACCESSOR = "accessor"  # a many-to-many accessor with a custom through: see `RelationMap.find`
    KEY = "key"  # the value of `field` of `model`: `course.pk`, `course.id`, `enrollment.student_id`
    VALUE = "value"  # any other column


class Attribute(NamedTuple):
    """What reading an attribute of a model's instance gives: `course.teacher` is an instance of `Teacher`.

    `field` is the column of a key, and the label of a plain ManyToManyField: `"school.Course.rooms"`.
    """

    kind: AttributeKind
    model: ModelRef | None = None
    field: str | None = None


class Manager(NamedTuple):
    """A manager on a model class: its class, and whether its `get_queryset()` may hide rows.

    `overrides` are the methods of Django's that the manager's class has a version of its own of, by dotted name;
    `queryset_overrides` those of its queryset's class.
    """

    name: str
    cls: ModelRef
    queryset: ModelRef
    filters: bool
    overrides: tuple[str, ...] = ()
    queryset_overrides: tuple[str, ...] = ()


class Model(NamedTuple):
    """A model class, abstract ones included.

    `bases` are the model classes behind it in method resolution order, nearest first, without itself and
    `django.db.models.Model`. `attributes` are those of an instance, inherited ones included.
    """

    ref: ModelRef
    label: str  # "school.Course"
    abstract: bool
    proxy: bool
    bases: tuple[ModelRef, ...]
    primary_key: str  # "" where abstract
    default_manager: str
    managers: tuple[Manager, ...]
    attributes: Mapping[str, Attribute]

    def manager(self, name: str) -> Manager | None:
        """Return the manager called `name`, or None."""
        return next((manager for manager in self.managers if manager.name == name), None)


class ThroughKey(NamedTuple):
    """A foreign key of the through model that makes up the pair: `Enrollment.course`.

    `field` and `attname` are how the through model spells it (`course`, `course_id`); `model` is what it points to;
    `target` is the attribute of that model whose value the column holds (`id`, or the `to_field`), `primary_key`
    whether that is its primary key. `reverse` is the accessor from the model back to the through model
    (`enrollment_set`), or None where it is hidden.
    """

    field: str
    attname: str
    model: ModelRef
    target: str
    primary_key: bool
    null: bool
    one_to_one: bool
    reverse: str | None


class Relation(NamedTuple):
    """One accessor of one ManyToManyField whose through model is the project's own.

    `owner.accessor` is what the source spells, whatever the direction: for the reverse side the owner is the
    model that the field points to. `field` is the field's label, `"school.Course.students"`, in both directions.
    """

    owner: ModelRef
    accessor: str
    field: str
    direction: Direction
    target: ModelRef
    through: ModelRef
    through_label: str
    source_key: ThroughKey
    target_key: ThroughKey
    symmetrical: bool
    unique: bool
    required: tuple[str, ...]  # extra fields of the through model without a default, not nullable
    through_manager: str  # the *default* manager's name
    through_manager_filters: bool
    target_manager: str
    target_manager_filters: bool
    m2m_changed: tuple[str, ...]  # receivers, "school.signals.on_change"
    save_receivers: tuple[str, ...]  # of pre_save and post_save with the through model as sender, or none
    delete_receivers: tuple[str, ...]
    custom_save: str | None  # what get_or_create() runs and the accessor does not: "school.models.Enrollment.save",
    # or the `create` / `get_or_create` of its default manager's own class or queryset
    through_parents: bool  # the through model is a multi-table child
    order_with_respect_to: bool
    field_class: str  # "django.db.models.fields.related.ManyToManyField"; anything else is not plain: a subclass
    # that may have accessors of its own, a descriptor of the project's, or a ForeignObject in the through model
    target_children_keys: bool  # a multi-table child of the target has a primary key that is not its parent link
    target_save: tuple[str, ...] = ()  # what runs when a new target is saved and may link it: "school.models.Ada.save"
    through_keywords: tuple[str, ...] = ()  # what the through model's constructor takes; empty where nobody knows
    doubts: tuple[str, ...] = ()  # what could not be read of the through model or the target, for people
    unread: str = ""  # what of its through model or its target was not found, and where the field stands, for people
    implicit: bool = False  # Django made the through model itself: only `check --implicit` knows of such relations


class MapError(Exception):
    """The text is not a relation map; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class RelationMap:
    """All that the tool knows of a project's models.

    `relations_from` says who was asked: `"live"`, `"static"`, or the name of the file that `--map` named.
    `models` holds every installed model and the abstract ones behind them; `relations` only the accessors of
    ManyToManyFields whose through model is not created by Django itself. `places` tells where the functions that they
    name are defined: `"school.signals.on_change"` at `"school/signals.py:9"`. `doubts` are sentences about what the map
    may lack: a running Django has none. `sources` are the hashes of the project's files that a written map rests on, by
    path from its directory on, and `changed` those of them that are not what they were. `apps` are the packages of the
    installed apps, with the folders or files where Django found them, none where that is not known; it is None where it
    is not known which are installed.
    """

    django: str
    relations_from: str
    relations: tuple[Relation, ...]
    models: Mapping[ModelRef, Model]
    user_model: ModelRef | None = None
    databases: tuple[str, ...] = ("default",)
    routers: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)
    changed: tuple[str, ...] = ()
    apps: Mapping[str, tuple[str, ...]] | None = field(default=None, compare=False)

    def told(self, names: Iterable[str]) -> str:
        """Return the dotted names with their places, for people: `school.signals.on_change (school/signals.py:9)`."""
        return ", ".join(f"{name} ({self.places[name]})" if name in self.places else name for name in names)

    def through_manager(self, relation: Relation) -> Manager | None:
        """Return the default manager of the relation's through model."""
        model = self.models.get(relation.through)
        return model.manager(relation.through_manager) if model is not None else None

    def target_manager(self, relation: Relation) -> Manager | None:
        """Return the default manager of the relation's target."""
        model = self.models.get(relation.target)
        return model.manager(relation.target_manager) if model is not None else None

    def linking(self, relation: Relation, *, made_at_once: bool) -> tuple[str, ...]:
        """Return what may link a target that is made: of the manager's own methods `create` alone, and if it is asked.

        Where a target is not `made_at_once` but looked for first, the explicit form asks a queryset for it.
        """
        manager = self.target_manager(relation)
        methods = manager.overrides if manager is not None else ()
        asked = [name for name in methods if made_at_once and name.endswith(".create")]
        return tuple(name for name in relation.target_save if name not in methods or name in asked)

    @cached_property
    def _by_accessor(self) -> Mapping[tuple[ModelRef, str], Relation]:
        return {(relation.owner, relation.accessor): relation for relation in self.relations}

    @cached_property
    def accessors(self) -> frozenset[str]:
        """The names of all accessors with a custom through model."""
        return frozenset(relation.accessor for relation in self.relations)

    @cached_property
    def _by_label(self) -> Mapping[str, ModelRef]:
        return {model.label.lower(): ref for ref, model in self.models.items() if not model.abstract}

    @cached_property
    def _children(self) -> Mapping[ModelRef, tuple[ModelRef, ...]]:
        children: dict[ModelRef, list[ModelRef]] = {}
        for ref, model in self.models.items():
            for base in model.bases:
                children.setdefault(base, []).append(ref)
        return {base: tuple(refs) for base, refs in children.items()}

    def find(self, model: ModelRef, accessor: str) -> Relation | None:
        """Return the relation that `accessor` of an instance of `model` writes to, or None where there is none.

        Looks at the model itself, then at the models it inherits from, unless it has something else by that name.
        """
        found = self._by_accessor.get((model, accessor))
        if found is not None or model not in self.models:
            return found
        known = self.models[model]
        if not known.abstract and accessor not in known.attributes:
            return None
        for base in known.bases:
            if (found := self._by_accessor.get((base, accessor))) is not None:
                return found
        return None

    def by_label(self, label: str) -> ModelRef | None:
        """Return the model that `"app.Model"` names, in any case, or None."""
        return self._by_label.get(label.lower())

    def concrete(self, model: ModelRef) -> tuple[ModelRef, ...]:
        """Return `model` itself, or the concrete models that inherit from it where it is abstract."""
        known = self.models.get(model)
        if known is None:
            return ()
        if not known.abstract:
            return (model,)
        return tuple(ref for ref in self._children.get(model, ()) if not self.models[ref].abstract)

    def heirs(self, model: ModelRef) -> tuple[ModelRef, ...]:
        """Return the models that inherit from `model`, directly or not."""
        return self._children.get(model, ())

    def is_a(self, model: ModelRef, other: ModelRef) -> bool:
        """Whether an instance of `model` is one of `other`: the same model or one that inherits from it."""
        return model == other or (model in self.models and other in self.models[model].bases)

    def to_json(self) -> str:
        """Return the map as the JSON text that `from_json` reads.

        Where its apps lie is left out: that is another place on another machine.
        """
        body = {
            "format": FORMAT,
            "django": self.django,
            "user_model": str(self.user_model) if self.user_model else None,
            "databases": list(self.databases),
            "routers": list(self.routers),
            "places": dict(sorted(self.places.items())),
            "doubts": list(self.doubts),
            "sources": dict(self.sources),
            "apps": None if self.apps is None else dict.fromkeys(sorted(self.apps), ()),
            "models": [_plain(model) for _, model in sorted(self.models.items())],
            "relations": [_plain(relation) for relation in self.relations],
        }
        return json.dumps(body, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes, relations_from: str) -> Self:
        """Return the map that `to_json` wrote; `relations_from` is the name it is reported under.

        Raises `MapError` where the text is not JSON, of another format, or incomplete.
        """
        try:
            body = json.loads(text)
        except ValueError as error:
            raise MapError(
                f"{relations_from}: not JSON ({error}); make it with `relations --output-format json`"
            ) from None
        if not isinstance(body, dict) or not isinstance(number := body.get("format"), int):
            raise MapError(f"{relations_from}: no relation map; {_MAKE_IT} makes one")
        if number < FORMAT:
            raise MapError(
                f"{relations_from}: an earlier version of through-codemod made this map (format {number}; {FORMAT} is "
                f"needed); {_MAKE_IT} makes it anew"
            )
        if number > FORMAT:
            raise MapError(
                f"{relations_from}: a later version of through-codemod made this map (format {number}; this one reads "
                f"{FORMAT}); install that version"
            )
        try:
            models = [_model(item) for item in body["models"]]
            return cls(
                django=body["django"],
                relations_from=relations_from,
                relations=tuple(_relation(item) for item in body["relations"]),
                models={model.ref: model for model in models},
                user_model=ModelRef.parse(body["user_model"]) if body["user_model"] else None,
                databases=tuple(body["databases"]),
                routers=tuple(body["routers"]),
                places=dict(body["places"]),
                doubts=tuple(body["doubts"]),
                sources=dict(body["sources"]),
                apps=_apps(body.get("apps")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MapError(f"{relations_from}: incomplete relation map ({error!r}); make it anew") from None


def _plain(value: Any) -> Any:
    match value:
        case ModelRef():
            return str(value)
        case Model() | Relation() | ThroughKey() | Manager():
            return {name: _plain(getattr(value, name)) for name in value._fields}
        case Attribute():
            return [value.kind, str(value.model) if value.model else None, value.field]
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case _:
            return value


def _apps(item: Any) -> Mapping[str, tuple[str, ...]] | None:
    return None if item is None else {str(name): tuple(map(str, places)) for name, places in item.items()}


def _refs(items: list[str]) -> Iterator[ModelRef]:
    return (ModelRef.parse(item) for item in items)


def _attribute(item: list[Any]) -> Attribute:
    kind, model, name = item
    return Attribute(AttributeKind(kind), ModelRef.parse(model) if model else None, name)


def _model(item: dict[str, Any]) -> Model:
    return Model(
        **{
            **item,
            "ref": ModelRef.parse(item["ref"]),
            "bases": tuple(_refs(item["bases"])),
            "managers": tuple(
                Manager(
                    **{
                        **manager,
                        "cls": ModelRef.parse(manager["cls"]),
                        "queryset": ModelRef.parse(manager["queryset"]),
                        "overrides": tuple(manager["overrides"]),
                        "queryset_overrides": tuple(manager["queryset_overrides"]),
                    }
                )
                for manager in item["managers"]
            ),
            "attributes": {name: _attribute(value) for name, value in item["attributes"].items()},
        }
    )


_TUPLES = (
    *("required", "m2m_changed", "save_receivers", "delete_receivers", "target_save", "through_keywords", "doubts"),
)


def _key(item: dict[str, Any]) -> ThroughKey:
    return ThroughKey(**{**item, "model": ModelRef.parse(item["model"])})


def _relation(item: dict[str, Any]) -> Relation:
    return Relation(
        **{
            **item,
            "owner": ModelRef.parse(item["owner"]),
            "direction": Direction(item["direction"]),
            "target": ModelRef.parse(item["target"]),
            "through": ModelRef.parse(item["through"]),
            "source_key": _key(item["source_key"]),
            "target_key": _key(item["target_key"]),
            **{name: tuple(item[name]) for name in _TUPLES},
        }
    )
