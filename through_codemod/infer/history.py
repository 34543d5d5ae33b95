"""Had a field its custom through model already when a migration ran? The relation map only knows today.

Historical models are what the migrations before made of them:
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from through_codemod.infer.migrations import place_of, ran_before
from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Direction, Relation

_Key = tuple[str, str, str]  # the app's label, and in lower case the names of the model and of the field
_Fields = dict[_Key, str | None]  # the label of each one's through model, "" where it has none, None where that is open


def had_through(relation: Relation, migration: Module, modules: Modules, function: str = "") -> bool | None:
    """Return whether the relation's field had its through model when `migration` ran `function`, None if that is open.

    What the migrations in front of it have made of the field counts, and in the migration itself its operations up to
    the one that runs the function. Where others may have run as well, they must not have changed it, nor taken away the
    foreign keys of the through model. An app without migrations is taken as it is today.
    """
    owner = relation.owner if relation.direction is Direction.FORWARD else relation.target
    package = migrations_of(owner.module, modules, migration)
    if package is None:
        return True
    app, model, field = relation.field.split(".")
    through_app, _, through = _label(relation.through_label, app).partition(".")
    packages = {app: package}
    if through_app != app and (more := migrations_of(relation.through.module, modules, migration)) is not None:
        packages[through_app] = more
    ran = ran_before(migration, packages, modules)
    if ran is None:
        return None
    own, key = place_of(migration, packages)[0], (app, model.lower(), field.lower())
    parts = [(through_app, through, one.field.lower()) for one in (relation.source_key, relation.target_key)]
    run = {node: ran.modules[node] for node in (*ran.surely[0], *ran.perhaps)}
    if not all(map(_is_plain, (*run.values(), migration))):
        return None
    seen: set[str | None] = set()
    for way in ran.surely:
        fields: _Fields = {}
        for node in way:
            _run(run[node], node[0], fields)
        for some in ((), *((node,) for node in ran.perhaps)):
            for node in some:
                _run(run[node], node[0], fields)
            found = _at_run(migration, own, dict(fields), key, parts if through_app in packages else (), function)
            seen |= set(found)
    name = seen.pop() if len(seen) == 1 else None
    return bool(name) if name in ("", f"{through_app}.{through}") else None


def _is_plain(migration: Module) -> bool:
    """Whether the operations of a migration are written down one by one."""
    for node in ast.walk(migration.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="operations")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                if not all(isinstance(item, ast.Call) for item in items):
                    return False
            case ast.Assign(targets=[ast.Name(id="operations")]) | ast.AugAssign(target=ast.Name(id="operations")):
                return False
            case ast.Attribute(value=ast.Name(id="operations"), attr="append" | "extend" | "insert"):
                return False
    return True


def operations_of(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a migration in their order, without those that change the database only."""
    if isinstance(node, ast.keyword) and node.arg == "database_operations":
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from operations_of(child)


def _at_run(
    migration: Module, app: str, fields: _Fields, key: _Key, parts: Sequence[_Key], function: str
) -> Iterator[str | None]:
    """Yield what a field is when the migration runs the function, after operations in front of that, if it is there.

    A through model without one of its `parts`, by the name that it has today, is as good as unknown.
    """
    states = [dict(fields)]
    runs: list[_Fields] = []
    for operation in operations_of(migration.tree):
        if _runs(operation, function):
            runs.append(states[-1])
        _apply(operation, app, fields)
        states.append(dict(fields))
    for state in runs or states:
        if key in state:
            through = state[key]
            yield through if not through or all(part in state for part in parts) else None


def _run(migration: Module, app: str, fields: _Fields) -> None:
    for operation in operations_of(migration.tree):
        _apply(operation, app, fields)


def _apply(operation: ast.Call, app: str, fields: _Fields) -> None:
    """Make of the fields what an operation of an app's migration makes of them."""
    kind = kind_of(operation)
    match kind:
        case "CreateModel" | "DeleteModel":
            model = _text(operation, "name", 0)
            for key in [key for key in fields if key[:2] == (app, model)]:
                del fields[key]
            if kind == "CreateModel":
                created = created_fields(operation)
                fields |= {(app, model, name.lower()): _through(made, app) for name, made in created}
        case "AddField" | "AlterField":
            fields[_field(operation, app, "name", 1)] = _through(argument_of(operation, "field", 2), app)
        case "RemoveField":
            fields.pop(_field(operation, app, "name", 1), None)
        case "RenameField":
            before = fields.pop(_field(operation, app, "old_name", 1), None)
            fields[_field(operation, app, "new_name", 2)] = before
        case "RenameModel":
            old, new = _text(operation, "old_name", 0), _text(operation, "new_name", 1)
            for (label, model, name), through in [*fields.items()]:
                del fields[label, model, name]
                renamed = f"{app}.{new}" if through == f"{app}.{old}" else through
                fields[label, new if (label, model) == (app, old) else model, name] = renamed


def _field(operation: ast.Call, app: str, name: str, position: int) -> _Key:
    return app, _text(operation, "model_name", 0), _text(operation, name, position)


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


def _through(definition: ast.expr | None, app: str) -> str | None:
    match definition:
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                match keyword:
                    case ast.keyword(arg="through", value=ast.Constant(value=str(label))):
                        return _label(label, app)
                    case ast.keyword(arg="through" | None):
                        return None
            return ""
    return None


def _label(text: str, app: str) -> str:
    """Return a model's label with its name in lower case, in which `app` is the app of a name without one."""
    label, _, name = text.rpartition(".")
    return f"{label or app}.{name.lower()}"


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
