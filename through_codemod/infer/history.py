"""Had a field its custom through model already when a migration ran? The relation map only knows today.

Historical models are what the migrations before made of them:
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Direction, Relation

# What the through model of a (model, field) was called, "" where it had none, None where that is open; in lower case.
_Fields = dict[tuple[str, str], str | None]


def had_through(relation: Relation, migration: Module, modules: Modules, function: str = "") -> bool | None:
    """Return whether the relation's field had its through model when `migration` ran `function`, None if that is open.

    Files of the field's own app are taken in the order of their names, up to the migration, and in that its operations
    up to the one that runs the function. Seen from another app, the field is certain if it did not change behind the
    migration that this one depends on. An app without migrations is taken as it is today.
    """
    owner = relation.owner if relation.direction is Direction.FORWARD else relation.target
    label, model, field = relation.field.split(".")
    key = (model.lower(), field.lower())
    package = migrations_of(owner.module, modules, migration)
    if package is None:
        return True
    folder = Path(package.path).absolute().parent
    here = Path(migration.path).stem if Path(migration.path).absolute().parent == folder else None
    files: dict[str, Module] = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem != "__init__":
            module = modules.load(f"{package.name}.{path.stem}", migration) if path.stem != here else migration
            if module is not None:
                files[path.stem] = module
            elif here is None or path.stem < here:
                return None
    fields: _Fields = {}
    seen: list[str | None] = []
    for name in unsquashed(files, here):
        if name == here:
            return _is_through(_at_run(migration, fields, key, function), relation)
        for operation in operations_of(files[name].tree):
            _apply(operation, fields)
        if key in fields:
            seen.append(fields[key])
        if (label, name) in _named_in(migration.tree, "dependencies"):
            seen = seen[-1:]
    return _is_through(seen[-1], relation) if len(set(seen)) == 1 else None


def _is_through(name: str | None, relation: Relation) -> bool | None:
    return bool(name) if name in ("", relation.through.name.lower()) else None


def unsquashed(files: Mapping[str, Module], here: str | None) -> list[str]:
    """Return which migrations there are without those that replace others, or those that the one `here` replaces.

    https://docs.djangoproject.com/en/stable/topics/migrations/#migration-squashing
    """
    replaced = {name: {old for _, old in _named_in(module.tree, "replaces")} for name, module in files.items()}
    own = replaced.get(here or "", set())
    kept = [name for name in files if name not in own and (name == here or not replaced[name] & files.keys())]
    return kept[: kept.index(here) + 1] if here in kept else kept


def operations_of(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a migration in their order, without those that change the database only."""
    if isinstance(node, ast.keyword) and node.arg == "database_operations":
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from operations_of(child)


def _at_run(migration: Module, fields: _Fields, key: tuple[str, str], function: str) -> str | None:
    """Return what a field is when the migration runs the function, after the operations in front of that."""
    states = [fields.get(key)]
    runs: list[str | None] = []
    for operation in operations_of(migration.tree):
        if _runs(operation, function):
            runs.append(states[-1])
        _apply(operation, fields)
        states.append(fields.get(key))
    possible = set(runs or states)
    return possible.pop() if len(possible) == 1 else None


def _apply(operation: ast.Call, fields: _Fields) -> None:
    """Make of the fields what an operation makes of them."""
    kind = kind_of(operation)
    match kind:
        case "CreateModel" | "DeleteModel":
            model = _text(operation, "name", 0)
            for key in [key for key in fields if key[0] == model]:
                del fields[key]
            if kind == "CreateModel":
                fields |= {(model, name.lower()): _through(made) for name, made in created_fields(operation)}
        case "AddField" | "AlterField":
            fields[_field(operation, "name", 1)] = _through(argument_of(operation, "field", 2))
        case "RemoveField":
            fields.pop(_field(operation, "name", 1), None)
        case "RenameField":
            fields[_field(operation, "new_name", 2)] = fields.pop(_field(operation, "old_name", 1), None)
        case "RenameModel":
            old, new = _text(operation, "old_name", 0), _text(operation, "new_name", 1)
            for (model, name), through in [*fields.items()]:
                del fields[model, name]
                fields[new if model == old else model, name] = new if through == old else through


def _field(operation: ast.Call, name: str, position: int) -> tuple[str, str]:
    return _text(operation, "model_name", 0), _text(operation, name, position)


def _text(operation: ast.Call, name: str, position: int) -> str:
    match argument_of(operation, name, position):
        case ast.Constant(value=str(text)):
            return text.lower()
    return ""


def _runs(operation: ast.expr, function: str) -> bool:
    match operation:
        case ast.Call(func=ast.Attribute(attr="RunPython") | ast.Name(id="RunPython")):
            given = [*operation.args, *(keyword.value for keyword in operation.keywords)]
            return any(isinstance(item, ast.Name) and item.id == function for item in given)
    return False


def _named_in(tree: ast.AST, attribute: str) -> set[tuple[str, str]]:
    """Return the migrations, by app and name, that one lists as `dependencies` or as what it `replaces`."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.List(elts=items)) if target == attribute:
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


def kind_of(call: ast.Call) -> str:
    """Return the name of the operation, or of the field's class, that is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def created_fields(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names and definitions of the fields that a `CreateModel` has."""
    fields = argument_of(node, "fields", 1)
    for item in fields.elts if isinstance(fields, ast.List | ast.Tuple) else ():
        match item:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), definition]):
                yield name, definition


def _through(definition: ast.expr | None) -> str | None:
    match definition:
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                match keyword:
                    case ast.keyword(arg="through", value=ast.Constant(value=str(label))):
                        return label.rpartition(".")[2].lower()
                    case ast.keyword(arg="through" | None):
                        return None
            return ""
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
