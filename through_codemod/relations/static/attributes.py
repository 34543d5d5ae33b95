"""What does reading an attribute of a model's instance give: a row, a manager, a key?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from through_codemod.relations import Attribute, AttributeKind
from through_codemod.relations.static.fields import TO_ONE, Field, Kind
from through_codemod.relations.static.model import Model, reverse_name
from through_codemod.relations.static.models import Models
from through_codemod.relations.static.modules import Class

Descriptor = tuple[Attribute, Model, Field]  # what it gives, and the field of which model it belongs to


class Attributes:
    """The attributes of all models; the accessors of relations lie on the models that they lead to."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.lost: dict[tuple[Model, str], str] = {}  # many-to-many fields whose through model or target is not found
        self._on: dict[Model, dict[str, Descriptor]] = {model: {} for model in models.all()}
        # Of two accessors of one name the last one stays: that of an app that is installed for certain.
        for model in sorted(models.all(), key=lambda one: models.apps.of(one.cls.module.name) is not None):
            for item in model.fields.values():
                self._place(model, item)

    def _place(self, model: Model, item: Field) -> None:
        """Put what a field sets on its own model and on the one that it leads to where Django puts it."""
        if item.kind in (Kind.COLUMN, Kind.COMPOSITE, Kind.GENERIC_KEY):
            return
        target = self.models.target(model, item)
        custom = item.kind is Kind.MANY_TO_MANY and "through" in item.options and item.plain.get("through") is not None
        here = self._on[model]
        if target is None or (item.kind is Kind.MANY_TO_MANY and target.options.abstract):
            if custom and not model.options.abstract:
                self.lost[model, item.name] = _written(item, "to")
                here[item.name] = Attribute(AttributeKind.ACCESSOR), model, item
            return
        if custom and not model.options.abstract and self.models.target(model, item, "through") is None:
            self.lost[model, item.name] = _written(item, "through")
        many = AttributeKind.ACCESSOR if custom else AttributeKind.MANAGER
        label = None if custom or item.kind is not Kind.MANY_TO_MANY else f"{model.label}.{item.name}"
        match item.kind:
            case Kind.FOREIGN_KEY | Kind.ONE_TO_ONE | Kind.FOREIGN_OBJECT:
                here[item.name] = Attribute(AttributeKind.INSTANCE, target.ref), model, item
            case Kind.GENERIC_RELATION:
                here[item.name] = Attribute(AttributeKind.MANAGER, target.ref), model, item
            case Kind.MANY_TO_MANY:
                here[item.name] = Attribute(many, target.ref, label), model, item
        name = reverse_name(model, item)
        if item.kind is Kind.GENERIC_RELATION:
            name = item.text("related_query_name")
        if name is None or model.options.abstract:
            return
        if model.label.lower() not in self.models.installed or self.models.installed[model.label.lower()] is not model:
            return
        there = self._on.get(target if item.kind is Kind.MANY_TO_MANY else target.concrete)
        if there is not None:
            kind = AttributeKind.INSTANCE if item.kind is Kind.ONE_TO_ONE else many
            there[name] = Attribute(kind, model.ref, label), model, item

    def lying_on(self, model: Model) -> Mapping[str, Descriptor]:
        """Return the descriptors of relations on the class itself, whatever it inherits."""
        return self._on.get(model, {})

    def of_class(self, model: Model) -> Mapping[str, Descriptor]:
        """Return the descriptors of relations that a class has under each name, inherited ones as well."""
        found: dict[str, Descriptor] = {}
        for item in reversed(model.lineage.order):
            if not isinstance(item, Class):
                continue
            for name in self.models.modules.body(item.module, item.node):
                found.pop(name, None)
            base = self.models.of(item)
            if base is not None:
                found |= self.lying_on(base)
        return found

    def of(self, model: Model) -> Mapping[str, Attribute]:
        """Return the attributes of an instance by name."""
        if model.options.abstract:
            return {}
        found: dict[str, Attribute] = {}
        for owner, item in model.columns.values():
            if item.kind in TO_ONE:
                if (to := self.pointed_at(owner, item)) is not None:
                    found[item.attname] = Attribute(AttributeKind.KEY, to[0].ref, to[1].attname)
            elif item.unique or item is model.primary_key:
                found[item.attname] = Attribute(AttributeKind.KEY, model.ref, item.attname)
            else:
                found[item.attname] = Attribute(AttributeKind.VALUE)
        found |= {name: attribute for name, (attribute, _, _) in self.of_class(model).items()}
        if (key := model.primary_key) is not None:
            attname = "pk" if key.kind is Kind.COMPOSITE else key.attname
            found["pk"] = Attribute(AttributeKind.KEY, model.ref, attname)
        return dict(sorted(found.items()))

    def pointed_at(self, model: Model, item: Field) -> tuple[Model, Field] | None:
        """Return the model that a foreign key leads to, and the field whose value its column holds."""
        target = self.models.target(model, item)
        if target is None:
            return None
        name = item.text("to_field")
        column = target.column(name) if name else None
        field = column[1] if column is not None else target.primary_key
        return (target, field) if field is not None else None

    def unread(self) -> Iterator[str]:
        """Yield what is not known of many-to-many fields with through models: none of their writes can be rewritten."""
        for (model, name), text in self.lost.items():
            yield f"{model}.{name}: no model {text} was found, so that writes through it are left"


def _written(item: Field, option: str) -> str:
    return ast.unparse(item.options[option].node) if option in item.options else "?"
