"""What was an attribute of a historical model's instance, as migrations define it?

Data migrations use models and fields that are gone today, or that led to another model then. What they were is worked
out from the operations in front; an app without migrations is taken as it is today.
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.history import GONE, gone, is_key, label_behind, leading, package_of
from through_codemod.infer.models import key_of
from through_codemod.infer.operations import kind_of
from through_codemod.infer.states import OPEN, Column, Shape, State, states_at
from through_codemod.infer.values import Accessor, Instance, Key, ModelClass, Rows, Values, join, other, unknown
from through_codemod.relations import Attribute, AttributeKind, ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.modules import Module
    from through_codemod.infer.source import Source

_PLAIN = "ManyToManyField"
_DEEPEST = 5


class _Was(NamedTuple):
    """What an attribute was: of the model `label`, by a many-to-many field with the through model `through`.

    There is no `kind` where that is not known, for the reason `why`; a value has one that may be more than it seems.
    """

    kind: AttributeKind | None
    label: str = ""
    through: str = ""
    why: str = ""


def of_label(frame: Frame, label: str, apps: str) -> ModelClass:
    """Return the model that a registry gives for `"app.Model"`, where the relation map has none of that label."""
    return ModelClass(gone(label), apps, f"get_model({label!r})")


def of_past(frame: Frame, value: Instance, name: str, receiver: ast.expr | None) -> Values | None:
    """Return an attribute of a historical model's instance; None where no migrations tell of its app."""
    relations = frame.source.relations
    found = _was(frame, value.model, name, receiver)
    relation = relations.find(value.model, name)
    if found is None:
        return None if value.model in relations.models else unknown(f"no migrations tell of {value.model}")
    if relation is not None:
        labels = {one.label for one in found}
        label = labels.pop() if len(labels) == 1 else ""
        target = _ref(frame.source, label) if label else gone(f"{relation.field}.target")
        kept = relation if target == relation.target else relation._replace(target=target)
        return frozenset({Accessor(kept, value.model, value.apps, False, receiver, value.how)})
    if not found:
        label = ".".join(_label(frame.source, value.model))
        return unknown(f"the historical {label} has no field {name} that its migrations tell")
    return join(_values(frame, value, name, one) for one in found)


def through_then(frame: Frame, value: ModelClass, name: str, node: ast.expr | None) -> Values | None:
    """Return the through model of a historical model's many-to-many field; None where no migrations tell of its app."""
    found = _was(frame, value.model, name, node)
    if found is None:
        return None
    labels = {one.through for one in found}
    if not labels or not all(labels) or any(label.startswith(OPEN) for label in labels):
        return unknown(f"the through model that {value.model.name}.{name} had")
    how = f"{value.model.name}.{name}.through"
    return frozenset({ModelClass(_ref(frame.source, label), value.apps, how) for label in labels})


def _values(frame: Frame, value: Instance, name: str, was: _Was) -> Values:
    app, model = _label(frame.source, value.model)
    how = f"{name} of the historical {app}.{model}"
    today = _today(frame.source, value.model, name)
    match was.kind:
        case AttributeKind.INSTANCE | AttributeKind.MANAGER | AttributeKind.KEY:
            ref = _ref(frame.source, was.label)
            same = today is not None and today.kind is was.kind and today.model == ref
            known = frame.source.relations.models.get(ref)
            label = known.label if known is not None else was.label
            if was.kind is AttributeKind.KEY:
                return frozenset({Key(ref, today.field if same and today is not None else "pk", how)})
            if was.kind is AttributeKind.MANAGER:
                if was.through:
                    return unknown(f"{how}, which had a through model")
                return frozenset({Rows(ref, True, value.apps, f"{how} gives {label}")})
            how = f"{model}.{name} is a foreign key to {label}" if same else how
            return frozenset({Instance(ref, value.apps, how)})
        case AttributeKind.VALUE if not was.why or today is None or today.kind in (was.kind, AttributeKind.KEY):
            if today is not None and today.kind is AttributeKind.KEY and today.model == value.model:
                return key_of(frame.source.relations, value.model, name, f"{model}.{name}")
            return other(name)
    if was.kind is None and not was.label and today is not None and today.kind is AttributeKind.MANAGER:
        return other("what is plain today, and was no more than that as far as can be told")
    return unknown(f"{how}: {was.why}" if was.why else how)


def _was(frame: Frame, ref: ModelRef, name: str, node: ast.expr | None) -> list[_Was] | None:
    """Return what an attribute was in each state of the models that may be; None without migrations that tell."""
    source = frame.source
    here, modules, relations = source.module, source.modules, source.relations
    app, model = _label(source, ref)
    today, relation = _today(source, ref, name), relations.find(ref, name)
    near = [one for one in (today.model if today is not None else None, relation and relation.target) if one]
    wanted = {app} | {_label(source, one)[0] for one in near}
    packages: dict[str, Module] = {}
    while True:
        asked = wanted
        for label in sorted(asked - packages.keys()):
            package = package_of(label, here, modules, relations)
            packages |= {label: package} if package is not None else {}
        if app not in packages:
            return None
        states = states_at(here, packages, modules, _function(frame, node))
        if isinstance(states, str):
            return [_Was(None, why=states)]
        each = (_in_state(source, state, (app, model.lower()), name) for state, _ in states)
        found = [*dict.fromkeys(was for was in each if was is not None)]
        wanted = asked | {label.partition(".")[0] for was in found for label in (was.label, was.through) if label}
        wanted = {label for label in wanted if not label.startswith(OPEN)}
        if wanted <= asked:
            return None if not found and not asked <= packages.keys() else found


def _in_state(source: Source, state: State, model: tuple[str, str], name: str, deep: int = 0) -> _Was | None:
    """Return what an attribute is in one state; None where the model, or the attribute, is not there."""
    shape = state.get(model)
    if shape is None or deep > _DEEPEST:
        return None
    found = _of_own(source, shape, name) or _reverse(source, state, ".".join(model), name)
    for parent in () if found is not None else shape.parents:
        if parent.startswith(OPEN):
            return _Was(None, why=f"which fields {parent.removeprefix(OPEN)} had")
        above = _in_state(source, state, (parent.partition(".")[0], parent.partition(".")[2]), name, deep + 1)
        found = found or above
    if found is None or found.kind is None or not shape.changed_by:
        return found if found is not None or not shape.changed_by else _Was(None, why=f"{shape.changed_by} may make it")
    return _Was(None, why=f"{shape.changed_by} may have changed it")


def _of_own(source: Source, shape: Shape, name: str) -> _Was | None:
    column = shape.columns.get(name.lower())
    if column is not None and column.name == name:
        return _of_column(source, column)
    column = shape.columns.get(name.removesuffix("_id").lower())
    if column is None or f"{column.name}_id" != name or not is_key(column):
        return None
    was = _of_column(source, column)
    return was._replace(kind=AttributeKind.KEY) if was.kind is not None else was


def _of_column(source: Source, column: Column) -> _Was:
    call = column.definition
    if call is None:
        return _Was(None, why="it is not written down")
    kind, to = kind_of(call), label_behind(column.to, source.relations)
    if is_key(column) or kind.endswith(_PLAIN):
        if (not to or to.startswith(OPEN)) and kind.endswith(_PLAIN) and not column.through:
            return _Was(AttributeKind.VALUE)
        if not to or to.startswith(OPEN):
            return _Was(None, why=f"it led to `{to.removeprefix(OPEN)}`" if to else "")
        return _Was(AttributeKind.MANAGER if kind.endswith(_PLAIN) else AttributeKind.INSTANCE, to, column.through)
    if not kind.endswith("Field"):
        return _Was(None)
    return _Was(AttributeKind.VALUE, why="" if ast.unparse(call.func) == f"models.{kind}" else f"it was a {kind}")


def _reverse(source: Source, state: State, label: str, name: str) -> _Was | None:
    """Return what leads back from a model by the reverse accessor `name`; None where nothing does."""
    found = {_back(shape, app, column) for app, shape, column in leading(state, label, name, source.relations)}
    if len(found) < 2:
        return next(iter(found), None)
    return _Was(None, why="several fields give it that name")


def _back(shape: Shape, app: str, column: Column) -> _Was:
    label = f"{app}.{shape.name}".lower()
    if shape.changed_by or column.definition is None:
        return _Was(None, why=f"{shape.changed_by} may have changed {label}")
    match kind_of(column.definition):
        case "OneToOneField":
            return _Was(AttributeKind.INSTANCE, label)
        case "ForeignKey" | "ManyToManyField":
            return _Was(AttributeKind.MANAGER, label, column.through)
    return _Was(None)


def _today(source: Source, ref: ModelRef, name: str) -> Attribute | None:
    known = source.relations.models.get(ref)
    return known.attributes.get(name) if known is not None else None


def _ref(source: Source, label: str) -> ModelRef:
    return source.relations.by_label(label) or gone(label)


def _label(source: Source, model: ModelRef) -> tuple[str, str]:
    known = source.relations.models.get(model)
    app, _, name = known.label.partition(".") if known is not None else (model.module, ".", model.name)
    return app.removesuffix(GONE), name


def _function(frame: Frame, node: ast.AST | None) -> str:
    """Return the name of the outermost function that something is read in; nothing where it is in none."""
    name, node = "", node if node is not None else frame.function
    while node is not None:
        name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else name
        node = frame.source.tree.parent(node)
    return name
