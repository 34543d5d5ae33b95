"""Which accessors write to a custom through model, and what matters about each?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from through_codemod.relations import AttributeKind, Direction, ModelRef, Relation, ThroughKey
from through_codemod.relations.static.attributes import Attributes
from through_codemod.relations.static.fields import TO_ONE, Field, Kind
from through_codemod.relations.static.literals import literal
from through_codemod.relations.static.managers import Declared
from through_codemod.relations.static.model import Model, symmetrical
from through_codemod.relations.static.models import Models
from through_codemod.relations.static.modules import Class
from through_codemod.relations.static.places import Places
from through_codemod.relations.static.signals import DELETING, LINKING, SAVING, Receivers
from through_codemod.relations.static.stock import FOREIGN_KEY, MANY_TO_MANY, MODEL

SAVES = ("save", "save_base", "_save_table", "_do_insert")  # see `probe.py`


class Links:
    """The relations of all models."""

    def __init__(self, models: Models, attributes: Attributes, receivers: Receivers, places: Places) -> None:
        self.models = models
        self.attributes = attributes
        self.receivers = receivers
        self.places = places

    def relations(self) -> Iterator[Relation]:
        """Yield the relation of every accessor that lies on a model with a table or proxy of its own."""
        for model in list(self.models.installed.values()):
            for name, (attribute, owner, item) in self.attributes.lying_on(model).items():
                if attribute.kind is AttributeKind.ACCESSOR and item.kind is Kind.MANY_TO_MANY:
                    reverse = not (owner is model and item.name == name)
                    found = self._relation(model, name, owner, item, reverse)
                    yield found if found is not None else self._unread(model, name, owner, item, reverse)

    def _unread(self, model: Model, accessor: str, owner: Model, item: Field, reverse: bool) -> Relation:
        """Return the relation of an accessor of which no more is known than that it has a through model."""
        known, through = self.models.target(owner, item), self.models.target(owner, item, "through")
        missing = self.attributes.lost.get((owner, item.name), f"{through} whose keys can be read")
        value = item.options["through"]
        target = known.ref if known is not None else ModelRef("", missing)
        its = through.ref if through is not None else ModelRef("", ast.unparse(value.node))
        key = ThroughKey("", "", target, "", True, False, False, None)
        return Relation(
            owner=model.ref,
            accessor=accessor,
            field=f"{owner.label}.{item.name}",
            direction=Direction.REVERSE if reverse else Direction.FORWARD,
            target=owner.ref if reverse else target,
            through=its,
            through_label=through.label if through is not None else its.name,
            source_key=key,
            target_key=key,
            symmetrical=False,
            unique=False,
            required=(),
            through_manager="",
            through_manager_filters=False,
            target_manager="",
            target_manager_filters=False,
            m2m_changed=(),
            save_receivers=(),
            delete_receivers=(),
            custom_save=None,
            through_parents=False,
            order_with_respect_to=False,
            field_class=item.cls,
            target_children_keys=False,
            unread=f"no model {missing} was found for the field in {self.places.of(value.module, value.node)}",
        )

    def _relation(self, model: Model, accessor: str, owner: Model, item: Field, reverse: bool) -> Relation | None:
        through = self.models.target(owner, item, "through")
        to = self.models.target(owner, item)
        if through is None or to is None:
            return None
        pair = self._pair(owner, to, through, item)
        if pair is None:
            self.attributes.lost[owner, item.name] = f"{through} with foreign keys to both sides"
            return None
        target = owner if reverse else to
        keys = [self._key(through, name) for name in (reversed(pair) if reverse else pair)]
        source_key, target_key = keys
        if source_key is None or target_key is None:
            return None
        through_manager, target_manager = through.default_manager, target.default_manager
        if through_manager is None or target_manager is None:
            return None
        managers = self.models.declared
        stock = next((key.cls for name in pair if (key := through.keys[name][1]).kind not in TO_ONE), item.cls)
        return Relation(
            owner=model.ref,
            accessor=accessor,
            field=f"{owner.label}.{item.name}",
            direction=Direction.REVERSE if reverse else Direction.FORWARD,
            target=target.ref,
            through=through.ref,
            through_label=through.label,
            source_key=source_key,
            target_key=target_key,
            symmetrical=symmetrical(owner, item),
            unique=self._unique(through, pair),
            required=self._required(through, pair),
            through_manager=through_manager.name,
            through_manager_filters=managers.filters(through_manager),
            target_manager=target_manager.name,
            target_manager_filters=managers.filters(target_manager),
            m2m_changed=self.receivers.of(through, LINKING),
            save_receivers=self._heard(through, SAVING),
            delete_receivers=self._heard(through, DELETING),
            custom_save=next(iter([*self._saving(through), *managers.creating(through_manager)]), None),
            through_parents=any(base.concrete is not through.concrete for base in through.bases if _has_table(base)),
            order_with_respect_to=any(
                one.options.order_with_respect_to for one in [through, *through.bases] if not one.options.abstract
            ),
            field_class=self.models.set_anew.get(
                (model.cls, accessor), item.cls if stock in (item.cls, FOREIGN_KEY) else stock
            ),
            target_children_keys=self._children_keys(target),
            target_save=self._target_save(target, target_manager),
            through_keywords=self._keywords(through),
            doubts=tuple(dict.fromkeys((*self._doubts(owner, item, through, target), *self.models.missing(to)))),
        )

    def _doubts(self, owner: Model, item: Field, through: Model, target: Model) -> Iterator[str]:
        for model in (through, target):
            yield from (f"{name}, a base class of {model}, was not found" for name in model.lineage.unknown)
            yield from (f"{model} has the metaclass {name}" for name in model.lineage.metaclasses)
            for one in (model, *model.bases):
                yield from one.doubts
                yield from one.unread(plain=model is through)
        for name, (model, key) in through.keys.items():
            if "through_fields" not in item.options and self.models.target(model, key) is None:
                yield f"the model that {through}.{name} leads to was not found"
        if item.doubt:
            yield f"of {owner}.{item.name}, {item.doubt}"
        if item.cls != MANY_TO_MANY and not any(name == MANY_TO_MANY for name in item.order):
            yield f"{item.cls} was not found"

    # The pair

    def _pair(self, owner: Model, to: Model, through: Model, item: Field) -> tuple[str, str] | None:
        """Return the through model's keys to the field's own model and to its target, as Django chooses them.

        https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ManyToManyField.through_fields
        """
        named = literal(self.models.modules, item.options.get("through_fields"), None)
        if isinstance(named, list) and len(named) >= 2 and all(isinstance(name, str) for name in named[:2]):
            return (named[0], named[1]) if {*named[:2]} <= through.keys.keys() else None
        keys = [(name, model) for name, model in self._foreign_keys(through)]
        sources = [name for name, model in keys if model is owner]
        targets = [name for name, model in keys if model is to]
        if owner is to:
            return (sources[0], sources[1]) if len(sources) > 1 else None
        return (sources[0], targets[0]) if sources and targets else None

    def _foreign_keys(self, through: Model) -> Iterator[tuple[str, Model]]:
        for name, (model, item) in through.keys.items():
            if (target := self.models.target(model, item)) is not None:
                yield name, target

    def _key(self, through: Model, name: str) -> ThroughKey | None:
        model, item = through.keys[name]
        target = self.models.target(model, item)
        if target is None:
            return None
        _, column = (item.kind in TO_ONE and self.attributes.pointed_at(model, item)) or (target, None)
        names = [
            attribute
            for attribute, (_, owner, found) in self.attributes.of_class(target).items()
            if found is item and owner is through and (attribute != item.name or owner is not target)
        ]
        return ThroughKey(
            field=item.name,
            attname=item.attname,
            model=target.ref,
            target=column.attname if column is not None else "",
            primary_key=column is not None and column is target.primary_key,
            null=item.says("null"),
            one_to_one=item.kind is Kind.ONE_TO_ONE,
            reverse=names[-1] if names else None,
        )

    def _unique(self, through: Model, pair: Sequence[str]) -> bool:
        if any(through.keys[name][1].unique for name in pair):
            return True
        for model in [through, *through.bases]:
            if not _has_table(model):
                continue
            for names in [*model.options.unique, *_composite(self.models, model)]:
                columns = [model.column(name) for name in names]
                if all(column is not None and column[1].name in pair for column in columns):
                    return True
        return False

    def _required(self, through: Model, pair: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name, (_, item) in through.columns.items() if name not in pair and not item.fills_itself)

    # What runs

    def _saving(self, model: Model) -> Iterator[str]:
        """Yield the project's own methods that saving an instance runs."""
        order = model.lineage.order
        for cls in order[: order.index(MODEL) if MODEL in order else len(order)]:
            if not isinstance(cls, Class) or cls.module.name.startswith("django."):
                continue
            for name in SAVES:
                found = self.models.classes.own(cls, name)
                if found is not None:
                    node = found if isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef)) else None
                    yield self.places.named(f"{cls}.{name}", cls.module, node)

    def _target_save(self, target: Model, manager: Declared) -> tuple[str, ...]:
        creating = self.models.declared.creating(manager)
        return tuple(dict.fromkeys([*self._saving(target), *creating, *self._heard(target, SAVING)]))

    def _heard(self, sender: Model, signals: Sequence[str]) -> tuple[str, ...]:
        """Return the receivers that hear of a model, and what adds itself to the model, which may connect some."""
        adding = [addition for model in (sender, *sender.bases) for addition in model.additions]
        return tuple(sorted({*self.receivers.of(sender, signals), *adding}))

    def _keywords(self, through: Model) -> tuple[str, ...]:
        """Return the names that the through model's constructor takes; none where it is not Django's."""
        if self.models.classes.first(through.lineage.order, "__init__") is not None:
            return ()
        private = [
            item.name
            for model in [through, *through.bases]
            for item in model.fields.values()
            if item.kind in (Kind.GENERIC_KEY, Kind.GENERIC_RELATION)
        ]
        columns = {name for _, item in through.columns.values() for name in (item.name, item.attname)}
        return tuple(sorted({"pk", *columns, *private, *self._properties(through)}))

    def _properties(self, model: Model) -> Iterator[str]:
        seen: set[str] = set()
        for cls in model.lineage.classes:
            for name, found in self.models.modules.body(cls.module, cls.node).items():
                if name not in seen and _is_property(found):
                    yield name
                seen.add(name)

    def _children_keys(self, target: Model) -> bool:
        """Whether an instance of a child of `target` may have a `pk` that is not the one of its `target` row."""
        for model in list(self.models.installed.values()):
            if model is not target and target not in model.bases:
                continue
            model = model.concrete
            while model is not target.concrete:
                key = model.primary_key
                parent = next((parent for parent, link in model.links.items() if link is key), None)
                if key is None or parent is None:
                    return True
                model = parent.concrete
        return False


def _composite(models: Models, model: Model) -> Iterator[Sequence[str]]:
    """Yield the fields of a composite primary key, since Django 5.2."""
    for item in model.fields.values():
        if item.kind is Kind.COMPOSITE:
            call = item.options.get("fields")
            yield literal(models.modules, call, [])


def _has_table(model: Model) -> bool:
    return not model.options.abstract and not model.options.proxy


def _is_property(found: Sequence[object]) -> bool:
    match found[-1]:
        case ast.FunctionDef(decorator_list=decorators):
            texts = [ast.unparse(decorator) for decorator in decorators]
            return any(text in ("property", "abstractproperty") or text.endswith(_ACCESSORS) for text in texts)
        case ast.Call(func=ast.Name(id="property")):
            return True
    return False


_ACCESSORS = (".setter", ".getter", ".deleter", "abc.abstractproperty")
