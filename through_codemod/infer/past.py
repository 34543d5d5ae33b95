"""What was an attribute of a historical model, that the relation map does not have, as the migrations define it?

Data migrations use models and fields that are gone today. Of those the migrations of their app still say what they
were; one that had a through model, was renamed or was removed before stays unknown.
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.history import GONE, gone, is_named, package_of, reverse_name
from through_codemod.infer.migrations import place_of, ran_before
from through_codemod.infer.operations import argument_of, kind_of
from through_codemod.infer.states import Shape, created_fields, states_at
from through_codemod.infer.values import Instance, ModelClass, Rows, Values, other, unknown
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_PLAIN = frozenset({"ManyToManyField"})
_KEYS = frozenset({"ForeignKey", "OneToOneField"})


def of_label(frame: Frame, label: str, apps: str) -> ModelClass:
    """Return the model that a registry gives for `"app.Model"`, where the relation map has none of that label."""
    return ModelClass(gone(label), apps, f"get_model({label!r})")


def of_past(frame: Frame, value: Instance, name: str) -> Values:
    """Return an attribute of a historical model's instance by the fields that migrations give it."""
    app, model = _label(frame, value.model)
    found = _definitions(frame, app, model, name)
    if not found and (rows := _reverse(frame, app, model, name, value.apps)):
        return rows
    if not found:
        return unknown(f"the historical {app}.{model} has no field {name} that its migrations tell")
    kinds = {kind_of(node) for node in found}
    if any(keyword.arg in (None, "through") for node in found for keyword in node.keywords) or len(kinds) > 1:
        return unknown(f"{name} of the historical {app}.{model}")
    targets = {_target(frame, node, app, value.apps) for node in found}
    target = next(iter(targets)) if len(targets) == 1 else None
    if kinds <= _KEYS:
        how = f"{name} of the historical {app}.{model}"
        return frozenset({Instance(target, value.apps, how)}) if target is not None else unknown(how)
    if kinds <= _PLAIN:
        return frozenset({Rows(target, True, value.apps)}) if target is not None else other("plain many-to-many")
    return other(name) if all(kind.endswith("Field") for kind in kinds) else unknown(name)


def _reverse(frame: Frame, app: str, model: str, name: str, apps: str | None) -> Values:
    """Return the rows of the app's own model that has a foreign key with this reverse accessor; nothing if unclear."""
    here, modules = frame.source.module, frame.source.modules
    package = package_of(app, here, modules, frame.source.relations)
    states = states_at(here, {app: package}, modules, "") if package is not None else ""
    if isinstance(states, str):
        return frozenset()
    found: set[str | None] = set()
    for state, _ in states:
        if (app, model.lower()) in state:
            named = [_label_by(shape, app, model, name) for (label, _), shape in state.items() if label == app]
            found |= {label for label in named if label} or {None}
    label = found.pop() if len(found) == 1 else None
    if label is None:
        return frozenset()
    return frozenset({Rows(frame.source.relations.by_label(label) or gone(label), True, apps)})


def _label_by(shape: Shape, app: str, model: str, name: str) -> str:
    """Return the model's label if one of its foreign keys gives the other model a reverse accessor of that name."""
    for column in shape.columns.values():
        plain = column.definition is not None and kind_of(column.definition) == "ForeignKey" and not shape.changed_by
        if plain and column.to == f"{app}.{model}".lower() and reverse_name(column, app, shape.name.lower(), 2) == name:
            return f"{app}.{shape.name}"
    return ""


def _label(frame: Frame, model: ModelRef) -> tuple[str, str]:
    known = frame.source.relations.models.get(model)
    app, _, name = known.label.partition(".") if known is not None else (model.module, ".", model.name)
    return app.removesuffix(GONE), name


def _target(frame: Frame, definition: ast.Call, app: str, apps: str | None) -> ModelRef | None:
    match argument_of(definition, "to", 0):
        case ast.Constant(value=str(label)) if label != "self":
            whole = label if "." in label else f"{app}.{label}"
            return frame.source.relations.by_label(whole) or of_label(frame, whole, apps or "").model
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            return frame.source.relations.user_model
    return None


def _definitions(frame: Frame, app: str, model: str, field: str) -> list[ast.Call]:
    """Return the definitions of a field in all migrations that may have run; nothing where that cannot be told."""
    here = frame.source.module
    package = package_of(app, here, frame.source.modules, frame.source.relations)
    ran = ran_before(here, {app: package}, frame.source.modules) if package is not None else None
    if package is None or ran is None:
        return []
    before = [ran.modules[node] for node in (*ran.surely[0], *(way[-1] for way in ran.perhaps))]
    own = [here] if place_of(here, {app: package})[0] == app else []
    found: list[ast.Call] = []
    for one in (*before, *own):
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Call):
                if _ends(node, model, field) and (one is not here or kind_of(node).startswith("Rename")):
                    return []
                found += _defined(node, model, field)
    return found


def _defined(node: ast.Call, model: str, field: str) -> Iterator[ast.Call]:
    match kind_of(node):
        case "CreateModel" if is_named(node, "name", 0, model):
            for name, created in created_fields(node):
                if name == field and isinstance(created, ast.Call):
                    yield created
        case "AddField" | "AlterField" if is_named(node, "model_name", 0, model) and is_named(node, "name", 1, field):
            definition = argument_of(node, "field", 2)
            if isinstance(definition, ast.Call):
                yield definition


def _ends(node: ast.Call, model: str, field: str) -> bool:
    """Whether an operation takes the field, or the model, away or gives the name to another."""
    match kind_of(node):
        case "RemoveField":
            return is_named(node, "model_name", 0, model) and is_named(node, "name", 1, field)
        case "RenameField":
            ends = is_named(node, "old_name", 1, field) or is_named(node, "new_name", 2, field)
            return is_named(node, "model_name", 0, model) and ends
        case "DeleteModel":
            return is_named(node, "name", 0, model)
        case "RenameModel":
            return is_named(node, "old_name", 0, model) or is_named(node, "new_name", 1, model)
    return False
