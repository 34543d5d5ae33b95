"""Had a field its custom through model already when a migration ran? The relation map only knows today.

Historical models are what the migrations before made of them:
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Direction, Relation


def had_through(relation: Relation, migration: Module, modules: Modules, function: str = "") -> bool | None:
    """Return whether the relation's field had a through model when `migration` ran `function`, None if that is open.

    Files of the field's own app are taken in the order of their names, up to the migration, and in that its operations
    up to the one that runs the function. Seen from another app, the field is certain if it did not change behind the
    migration that this one depends on. An app without migrations is taken as it is today.
    """
    owner = relation.owner if relation.direction is Direction.FORWARD else relation.target
    label, model, field = relation.field.split(".")
    package = migrations_of(owner.module, modules, migration)
    if package is None:
        return True
    folder = Path(package.path).absolute().parent
    here = Path(migration.path).stem if Path(migration.path).absolute().parent == folder else None
    files = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    before: list[bool | None] = []
    if here in files:
        files = files[: files.index(here)]
        here_before = _before(migration, model, field, function)
        if here_before is None:
            return None
        before = here_before
    states: list[bool | None] = []
    since = 0
    for name in files:
        module = modules.load(f"{package.name}.{name}", migration)
        if module is None:
            return None
        states.extend(_states(module.tree, model, field))
        if here is None and states and (label, name) in _dependencies(migration):
            since = len(states) - 1
    states.extend(before)
    if not states or (here is None and len(set(states[since:])) > 1):
        return None
    return states[-1]


def _before(migration: Module, model: str, field: str, function: str) -> list[bool | None] | None:
    """Return what the operations in front of the one that runs `function` make of the field; None if that is open."""
    if not list(_states(migration.tree, model, field)):
        return []
    found: list[bool | None] = []
    runs: list[list[bool | None]] = []
    for node in ast.walk(migration.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="operations")], value=ast.List(elts=operations)):
                for operation in operations:
                    if _runs(operation, function):
                        runs.append([*found])
                    found.extend(_states(operation, model, field))
    return runs[0] if runs and all(run == runs[0] for run in runs) else None


def _runs(operation: ast.expr, function: str) -> bool:
    match operation:
        case ast.Call(func=ast.Attribute(attr="RunPython") | ast.Name(id="RunPython")):
            given = [*operation.args, *(keyword.value for keyword in operation.keywords)]
            return any(isinstance(item, ast.Name) and item.id == function for item in given)
    return False


def _dependencies(migration: Module) -> set[tuple[str, str]]:
    """Return the migrations that this one names as applied before."""
    found = set()
    for node in ast.walk(migration.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="dependencies")], value=ast.List(elts=items)):
                for item in items:
                    match item:
                        case ast.Tuple(elts=[ast.Constant(value=str(app)), ast.Constant(value=str(name))]):
                            found.add((app, name))
    return found


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


def _states(tree: ast.AST, model: str, field: str) -> Iterator[bool | None]:
    """Yield what each operation makes of the field: whether it has a through model, None where it is renamed."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="CreateModel") | ast.Name(id="CreateModel")) if is_named(
                node, "name", 0, model
            ):
                yield from _created(node, field)
            case ast.Call(
                func=ast.Attribute(attr="AddField" | "AlterField") | ast.Name(id="AddField" | "AlterField")
            ) if is_named(node, "model_name", 0, model) and is_named(node, "name", 1, field):
                yield _through(argument_of(node, "field", 2))
            case ast.Call(func=ast.Attribute(attr="RenameField") | ast.Name(id="RenameField")) if is_named(
                node, "model_name", 0, model
            ) and (is_named(node, "new_name", 2, field) or is_named(node, "old_name", 1, field)):
                yield None
            case ast.Call(func=ast.Attribute(attr="RenameModel") | ast.Name(id="RenameModel")) if is_named(
                node, "new_name", 1, model
            ) or is_named(node, "old_name", 0, model):
                yield None


def _created(node: ast.Call, field: str) -> Iterator[bool | None]:
    for name, definition in created_fields(node):
        if name.lower() == field.lower():
            yield _through(definition)


def created_fields(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names and definitions of the fields that a `CreateModel` has."""
    fields = argument_of(node, "fields", 1)
    for item in fields.elts if isinstance(fields, ast.List | ast.Tuple) else ():
        match item:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), definition]):
                yield name, definition


def _through(definition: ast.expr | None) -> bool | None:
    match definition:
        case ast.Call(keywords=keywords):
            return any(keyword.arg == "through" for keyword in keywords)
    return None


def argument_of(node: ast.Call, name: str, position: int) -> ast.expr | None:
    """Return what an operation, or a field, is given by name or at a place."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    return node.args[position] if len(node.args) > position else None


def is_named(node: ast.Call, name: str, position: int, text: str) -> bool:
    """Whether what an operation is given there is `text`, in any case."""
    match argument_of(node, name, position):
        case ast.Constant(value=str(value)):
            return value.lower() == text.lower()
    return False
