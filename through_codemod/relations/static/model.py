"""What is a model, as its source has it: its fields, its table, its managers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from through_codemod.relations import ModelRef
from through_codemod.relations.static.classes import Lineage
from through_codemod.relations.static.fields import TO_ONE, WITH_COLUMN, Field, Kind
from through_codemod.relations.static.managers import Declared, default_of
from through_codemod.relations.static.modules import Class
from through_codemod.relations.static.options import Options


@dataclass(eq=False)
class Model:
    """A model class as its source has it.

    `fields` are its own ones and those that it copies from the abstract models behind it; `links` its parents, with
    the fields that lead there; `bases` the models behind it, nearest first.
    """

    cls: Class
    label: str
    app_label: str
    options: Options
    lineage: Lineage
    bases: list[Model]
    fields: dict[str, Field] = field(default_factory=dict)
    own: dict[str, Field] = field(default_factory=dict)
    links: dict[Model, Field | None] = field(default_factory=dict)
    local_managers: dict[str, Declared] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)  # the classes of attributes that add to it by themselves

    def __str__(self) -> str:
        return self.label or str(self.cls)

    @property
    def ref(self) -> ModelRef:
        """The class by its place."""
        return ModelRef(self.cls.module.name, self.cls.name)

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.node.name

    def unread(self, *, plain: bool) -> Iterator[str]:
        """Yield what is not known of the fields that its body declares, of `plain` columns too or not.

        What a column other than the key holds, and how, makes no difference to rows that only point at the model.
        """
        for name, item in self.own.items():
            if item.doubt and (plain or item.kind is not Kind.COLUMN or item.primary_key):
                yield f"of {self.name}.{name}, {item.doubt}"

    @cached_property
    def concrete(self) -> Model:
        """The model whose table it is: another one for a proxy."""
        if self.options.proxy:
            return next((base.concrete for base in self.bases if not base.options.abstract), self)
        return self

    @cached_property
    def primary_key(self) -> Field | None:
        """Its primary key; None for an abstract model."""
        if self.options.abstract:
            return None
        if self.concrete is not self:
            return self.concrete.primary_key
        declared = next((item for item in self.fields.values() if item.primary_key), None)
        return declared or next(iter(self.links.values()), None)

    @cached_property
    def columns(self) -> Mapping[str, tuple[Model, Field]]:
        """The fields that have columns by name, each with the model whose table it is in; the parents' first."""
        found: dict[str, tuple[Model, Field]] = {}
        for parent in self.links:
            found |= {name: item for name, item in parent.columns.items() if name not in found}
        for item in self.fields.values():
            if item.kind in WITH_COLUMN:
                found[item.name] = (self, item)
        return found

    @cached_property
    def keys(self) -> Mapping[str, tuple[Model, Field]]:
        """Its foreign keys by name, those over several columns as well, each with the model that has it."""
        found: dict[str, tuple[Model, Field]] = {}
        for parent in self.links:
            found |= {name: item for name, item in parent.keys.items() if name not in found}
        kinds = (*TO_ONE, Kind.FOREIGN_OBJECT)
        return found | {item.name: (self, item) for item in self.fields.values() if item.kind in kinds}

    def column(self, name: str) -> tuple[Model, Field] | None:
        """Return the field that is called `name`, or whose attribute is."""
        if name in self.columns:
            return self.columns[name]
        return next((item for item in self.columns.values() if item[1].attname == name), None)

    @cached_property
    def managers(self) -> Mapping[str, Declared]:
        """Its managers by name, in Django's order: its own, then those of the models behind it."""
        found: dict[str, Declared] = {}
        for model in [self, *self.bases]:
            found |= {name: item for name, item in model.local_managers.items() if name not in found}
        return found

    @cached_property
    def default_manager(self) -> Declared | None:
        """The manager that accessors read and write through.

        https://docs.djangoproject.com/en/stable/topics/db/managers/#default-managers
        """
        name = self.options.default_manager_name
        if name is None and not self.local_managers and self.bases:
            name = self.bases[0].options.default_manager_name
        return default_of(self.managers, name)


def reverse_name(model: Model, item: Field) -> str | None:
    """Return the name of the accessor that a relation of `model` puts on the model that it leads to; None for none.

    https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ForeignKey.related_name
    """
    if item.kind is Kind.MANY_TO_MANY and symmetrical(model, item):
        return None
    name = item.text("related_name") or model.options.default_related_name
    if not name:
        return model.name.lower() + ("" if item.kind is Kind.ONE_TO_ONE else "_set")
    lower = {"class": model.name.lower(), "model_name": model.name.lower(), "app_label": model.app_label.lower()}
    try:
        name %= lower
    except (KeyError, ValueError, TypeError):
        return None
    return None if name.endswith("+") else name


def symmetrical(model: Model, item: Field) -> bool:
    """Whether a many-to-many field of a model with itself links both ways.

    https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ManyToManyField.symmetrical
    """
    if isinstance(said := item.plain.get("symmetrical"), bool):
        return said
    return item.text("to") == "self"
