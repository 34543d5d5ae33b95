"""What was a relation when a migration ran? The relation map only knows today.

Historical models are what the migrations before made of them:
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.operations import argument_of, kind_of
from through_codemod.infer.states import OPEN, Column, Shape, Start, State, states_at
from through_codemod.relations import Direction, ModelRef, Relation, RelationMap, ThroughKey

GONE = ".historical"  # ends the "module" of a model that only migrations know: nothing can be imported by that name
STOCK = "django.db.models.fields.related.ManyToManyField"
_PLAIN = "a plain many-to-many field, for which Django made the table itself"


class Then(NamedTuple):
    """What the accessor's field was: its relation, or in `why` what is not known of it; neither if it was plain.

    `either` are the relations of which it was one, where that is all that is not known; the `through_keywords` of each
    are the fields that its through model may have had.
    """

    relation: Relation | None
    why: str = ""
    either: tuple[Relation, ...] = ()


def relation_then(
    relation: Relation, migration: Module, modules: Modules, relations: RelationMap, function: str = ""
) -> Then:
    """Return what `relation` was when `migration` ran `function`: its through model and the keys that this had.

    What the migrations in front of it have made of the models counts, and in the migration itself its operations up to
    the one that runs the function. Where others may have run as well, they must not have made anything else of it. An
    app without migrations is taken as it is today.
    """
    app, model, field = relation.field.split(".")
    package = package_of(app, migration, modules, relations)
    if package is None:
        return Then(relation)
    packages = {app: package}
    reader = _Reader(relation, relations, (app, model.lower(), field.lower()))
    asked: set[str] = {app}
    wanted = {relation.through_label.rpartition(".")[0]} - asked
    while True:
        for label in wanted:
            more = package_of(label, migration, modules, relations)
            packages |= {label: more} if more is not None else {}
        asked |= wanted
        states = states_at(migration, packages, modules, function)
        if isinstance(states, str):
            return Then(None, states)
        told: dict[Relation | str, str] = {}
        fields: dict[Relation | str, set[str]] = {}
        for one, names, after in reader.told(states, packages):
            told.setdefault(one, after)
            fields.setdefault(one, set()).update(names)
        wanted = reader.apps - asked
        if not wanted:
            break
    either = [one._replace(through_keywords=tuple(sorted(fields[one]))) for one in told if isinstance(one, Relation)]
    if len(told) == 1 and (either or _PLAIN in told):
        return Then(as_today(either[0], relation) if either else None)
    texts = [_described(one) + (f" if {after} has run before" if after else "") for one, after in told.items()]
    why = ", or ".join(texts) or f"no migration in front of this one makes {relation.field}"
    return Then(None, why, tuple(either) if len(either) == len(told) else ())


def as_today(then: Relation, today: Relation) -> Relation:
    """Return today's relation if nothing of what it was by then was different."""
    known = then._replace(through_keywords=today.through_keywords)
    return today if known == today else known


def stands_alone(model: ModelRef, migration: Module, modules: Modules, relations: RelationMap) -> bool:
    """Whether a model that only migrations know is known to have no other model as its parent."""
    app = model.module.removesuffix(GONE)
    package = package_of(app, migration, modules, relations)
    states = states_at(migration, {app: package}, modules, "") if package is not None else ""
    shapes = [] if isinstance(states, str) else [state.get((app, model.name.lower())) for state, _ in states]
    found = [shape for shape in shapes if shape is not None]
    return bool(found) and not any(shape.parents or shape.changed_by for shape in found)


class _Reader:
    """Reads a relation from states of the models; `apps` are those of the through models that it had."""

    def __init__(self, relation: Relation, relations: RelationMap, field: tuple[str, str, str]) -> None:
        self.relation = relation
        self.relations = relations
        self.app, self.model, self.field = field
        self.apps: set[str] = set()
        self._is_reverse = relation.direction is Direction.REVERSE

    def told(
        self, states: Sequence[Start], packages: Mapping[str, Module]
    ) -> Iterator[tuple[Relation | str, Iterable[str], str]]:
        """Yield what the relation was in each state that has its accessor, or what is not known of it.

        Beside it stand the fields of its through model, and the migration that may have run.
        """
        for state, after in states:
            shape = state.get((self.app, self.model))
            column = shape.columns.get(self.field) if shape is not None else None
            if other := self._another(state):
                yield other, (), after
            elif shape is not None and column is not None:
                through = state.get(_name(column.through))
                fields = through.columns if through is not None else ()
                yield self._then(state, shape, column, packages), fields, after

    def _another(self, state: State) -> str:
        """Return which other field than today's gave the reverse accessor by then; nothing where none did."""
        label = self.relations.models[self.relation.owner].label.lower()
        found = leading(state, label, self.relation.accessor, self.relations) if self._is_reverse else ()
        for app, shape, column in found:
            if (app, shape.name.lower(), column.name.lower()) != (self.app, self.model, self.field):
                return f"`{self.relation.accessor}` was the reverse accessor of {app}.{shape.name}.{column.name}"
        return ""

    def _then(self, state: State, owner: Shape, column: Column, packages: Mapping[str, Module]) -> Relation | str:
        told = f"`{column.name}` of {self.app}.{owner.name}"
        if owner.changed_by:
            return f"{owner.changed_by} may have changed {told}"
        if column.definition is None:
            return f"{told} is not written down"
        if not column.through:
            return _PLAIN
        if column.through.startswith(OPEN):
            return f"the through model of {told} was `{column.through.removeprefix(OPEN)}`"
        app, name = _name(column.through)
        self.apps.add(app)
        if app not in packages and column.through == self.relation.through_label.lower():
            return self.relation._replace(through_keywords=())
        through = state.get((app, name))
        if through is None:
            return f"no migration makes {column.through}, the through model of {told}"
        label = f"{app}.{through.name}"
        if through.changed_by:
            return f"{through.changed_by} may have changed {label}"
        if through.parents or through.manager != "objects":
            other = "another model as its parent" if through.parents else f"`{through.manager}` as manager"
            return f"{label} had {other}"
        pair = self._pair(through, column)
        if pair is None:
            return f"which keys {label} had for it is not clear among {_keys_told(through, self.relations)}"
        for key in pair:
            named = argument_of(key.definition, "to_field", 6) if key.definition is not None else None
            if not (named is None or isinstance(named, ast.Constant)):
                return f"which column `{key.name}` of {label} held is not written down"
        if other := self._not_its_own(owner, column):
            return other
        return self._made(column, label, through, pair)

    def _not_its_own(self, owner: Shape, column: Column) -> str:
        """Return what else the reverse accessor was, where today's was not the field's; nothing where it was."""
        if not self._is_reverse:
            return ""
        name = reverse_name(column, self.app, self.model, owner.related)
        if self._ref(column.to, self.relation.owner) != self.relation.owner:
            return f"{self.relation.field} led to {column.to.removeprefix(OPEN)}"
        if name != self.relation.accessor:
            return f"the reverse accessor of {self.relation.field} was `{name}`"
        return ""

    def _pair(self, through: Shape, column: Column) -> tuple[Column, Column] | None:
        """Return the keys of a through model to the field's own model and to its target, as Django chooses them.

        https://github.com/django/django/blob/main/django/db/models/fields/related.py (`_get_m2m_attr`)
        """
        own, to = self._whole(f"{self.app}.{self.model}"), self._whole(column.to)
        keys = [one for one in through.columns.values() if is_key(one)]
        match argument_of(column.definition, "through_fields", 6) if column.definition is not None else None:
            case None | ast.Constant(value=None):
                sources = self._leading(keys, own)
                targets = sources[1:] if own == to else self._leading(keys, to)
                return (sources[0], targets[0]) if sources and targets else None
            case ast.Tuple(elts=items) | ast.List(elts=items):
                names = [str(item.value).lower() for item in items if isinstance(item, ast.Constant)]
                named = [one for name in names for one in keys if one.name.lower() == name]
                leads = [self._whole(one.to) for one in named]
                return (named[0], named[1]) if len(items) == 2 and leads == [own, to] else None
        return None

    def _leading(self, keys: Sequence[Column], to: str) -> list[Column]:
        """Return the keys to a model in their order, up to one of which it can't be told where it leads."""
        found = []
        for key in keys:
            its = self._whole(key.to)
            if its == to and its != OPEN:
                found.append(key)
            elif its.startswith(OPEN) or to.startswith(OPEN):
                break
        return found

    def _whole(self, label: str) -> str:
        return label_behind(label, self.relations)

    def _ref(self, label: str, otherwise: ModelRef) -> ModelRef:
        label = self._whole(label)
        if label.startswith(OPEN):
            return otherwise
        return self.relations.by_label(label) or gone(label)

    def _made(self, column: Column, label: str, through: Shape, pair: tuple[Column, Column]) -> Relation:
        """Return the relation as it was."""
        today = self.relation
        source, target = pair[::-1] if self._is_reverse else pair
        source_key, target_key = (
            self._key(source, through, today.source_key),
            self._key(target, through, today.target_key),
        )
        return today._replace(
            target=target_key.model,
            through=self.relations.by_label(label) or gone(label),
            through_label=label,
            source_key=source_key,
            target_key=target_key,
            symmetrical=_is_symmetrical(column),
            required=tuple(name for name in today.required if name.lower() in through.columns),
            through_parents=False,
            order_with_respect_to=through.ordered,
            field_class=_field_class(column),
            through_keywords=(),
        )

    def _key(self, column: Column, through: Shape, today: ThroughKey) -> ThroughKey:
        """Return a key as it was: today's in what its definition does not tell."""
        definition = column.definition
        assert definition is not None
        model = self._ref(column.to, today.model)
        known = self.relations.models.get(model)
        named = argument_of(definition, "to_field", 6)
        to_field = str(named.value) if isinstance(named, ast.Constant) and named.value is not None else ""
        same = model == today.model and column.name == today.field
        null = argument_of(definition, "null", 99)
        return ThroughKey(
            field=column.name,
            attname=f"{column.name}_id",
            model=model,
            target=to_field or (today.target if same and today.primary_key else known.primary_key if known else "pk"),
            primary_key=not to_field or (known is not None and to_field == known.primary_key),
            null=null is not None and not (isinstance(null, ast.Constant) and null.value is False),
            one_to_one=kind_of(definition) == "OneToOneField",
            reverse=today.reverse if same else None,
        )


def is_key(column: Column) -> bool:
    """Whether a field may be a foreign key."""
    definition = column.definition
    if definition is None:
        return True
    kind, named = kind_of(definition), {keyword.arg for keyword in definition.keywords}
    return kind in ("ForeignKey", "OneToOneField") or "on_delete" in named


def reverse_name(column: Column, app: str, model: str, related: str | None) -> str:
    """Return the reverse accessor that a field gives its target; `related` is its model's `default_related_name`.

    https://github.com/django/django/blob/main/django/db/models/fields/reverse_related.py (`get_accessor_name`)
    """
    call = column.definition
    kind = kind_of(call) if call is not None else ""
    place = 1 if kind.endswith("ManyToManyField") else 2
    named = argument_of(call, "related_name", place) if call is not None else None
    match named:
        case None | ast.Constant(value=None) if not related:
            return model if kind == "OneToOneField" else f"{model}_set" if related is not None else ""
        case None | ast.Constant(value=None):
            text = related or ""
        case ast.Constant(value=str(given)):
            text = given
        case _:
            return ast.unparse(named)
    text = text.lower() if "%" in text else text
    for name, put in (("class", model), ("model_name", model), ("app_label", app)):
        text = text.replace(f"%({name})s", put)
    return text


def leading(state: State, label: str, name: str, relations: RelationMap) -> Iterator[tuple[str, Shape, Column]]:
    """Yield the fields that give a model the reverse accessor `name`, each behind its app and its model."""
    for (app, model), shape in state.items():
        for column in shape.columns.values():
            if column.definition is None or label_behind(column.to, relations) != label:
                continue
            if reverse_name(column, app, model, shape.related) == name:
                yield app, shape, column


def _keys_told(through: Shape, relations: RelationMap) -> str:
    keys = [one for one in through.columns.values() if is_key(one)]
    return ", ".join(f"`{key.name}` to {key.to.removeprefix(OPEN) or 'nobody knows what'}" for key in keys) or "none"


def _described(relation: Relation | str) -> str:
    if isinstance(relation, str):
        return relation
    keys = f"`{relation.source_key.field}` and `{relation.target_key.field}`"
    return f"through {relation.through_label} with the keys {keys}"


def _is_symmetrical(column: Column) -> bool:
    """Whether Django takes the field as symmetrical: a historical one only where it says "self" or says so.

    https://github.com/django/django/blob/main/django/db/models/fields/related.py (`ManyToManyField.__init__`)
    """
    definition = column.definition
    assert definition is not None
    match argument_of(definition, "symmetrical", 4):
        case ast.Constant(value=bool(said)):
            return said
    to = argument_of(definition, "to", 0)
    return isinstance(to, ast.Constant) and to.value == "self"


def _field_class(column: Column) -> str:
    assert column.definition is not None
    text = ast.unparse(column.definition.func)
    plain = text.split(".")[-1] == "ManyToManyField" and text.split(".")[0] in ("models", "django", "ManyToManyField")
    return STOCK if plain else text


def _name(label: str) -> tuple[str, str]:
    app, _, name = label.partition(".")
    return app, name


def label_behind(label: str, relations: RelationMap) -> str:
    """Return a label; that of the user model where it is taken from the settings."""
    user = relations.models.get(relations.user_model) if relations.user_model else None
    return user.label.lower() if user is not None and label == f"{OPEN}AUTH_USER_MODEL" else label


def gone(label: str) -> ModelRef:
    """Return the reference of a model by its label, which no module of today defines."""
    app, _, name = label.partition(".")
    return ModelRef(f"{app}{GONE}", name)


def migrations_of(module: str, modules: Modules, near: Module) -> Module | None:
    """Return the package of migrations beside a module of models, or beside a package around it.

    `near` is a migration; its own package counts where only its whole name is longer than the one that is sought.
    """
    parts, own = module.split("."), near.name.rpartition(".")[0]
    for length in range(len(parts), 0, -1):
        name = ".".join([*parts[:length], "migrations"])
        found = modules.load(own if own.endswith(f".{name}") else name, near)
        if found is not None and found.is_package:
            return found
    return None


def package_of(app: str, near: Module, modules: Modules, relations: RelationMap) -> Module | None:
    """Return the package of an app's migrations: the one that `near` is in, or beside a model of the app."""
    parts = near.name.split(".")
    if parts[-3:-1] == [app, "migrations"]:
        return modules.load(".".join(parts[:-1]), near)
    for model in relations.models.values():
        if model.label.partition(".")[0] == app:
            return migrations_of(model.ref.module, modules, near)
    named = [name for name in relations.apps or () if name.rpartition(".")[2] == app]
    return modules.load(f"{named[0]}.migrations", near) if len(named) == 1 else None
