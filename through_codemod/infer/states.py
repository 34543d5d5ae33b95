"""What have migrations made of models and their fields, as far as a many-to-many relation depends on them?

They are what a migration's functions are given, whatever became of them later:
https://docs.djangoproject.com/en/stable/topics/migrations/#historical-models
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from through_codemod.frozen import frozen
from through_codemod.infer.migrations import Node, place_of, ran_before
from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.operations import FOREIGN, Operation, argument_of, operations_of

Name = tuple[str, str]  # the app's label, and the model's name in lower case
OPEN = "="  # begins a text that is no label


@frozen
class Column:
    """A field as migrations write it: `to` and `through` are labels in lower case, or the text of what is none.

    `through` is empty where the field has none. There is no `definition` where it is not written down.
    """

    name: str
    definition: ast.Call | None = field(compare=False)
    to: str = OPEN
    through: str = OPEN


@frozen
class Shape:
    """A model as migrations have made it; `columns` are by their names in lower case, in Django's order.

    `parents` are the labels of the models whose fields it has too, or the text of what is none. `ordered`: by
    `order_with_respect_to`. `manager` is the name of its default manager, `related` its `default_related_name`, None
    where that is not written down. `changed_by` is the operation that may have changed it in a way that can't be read.
    """

    name: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    ordered: bool = False
    related: str | None = ""
    manager: str = "objects"
    changed_by: str = ""


State = dict[Name, Shape]
Start = tuple[State, str]  # and the migration that may have run, of which that is open


def states_at(migration: Module, packages: Mapping[str, Module], modules: Modules, function: str) -> list[Start] | str:
    """Return what the models of some apps may be where `migration` runs `function`, or why that can't be told.

    Where the function is not run by its name, they are those in front of and behind each operation.
    """
    source = modules.source(migration)
    key = frozenset((label, package.path) for label, package in packages.items())
    if (key, function) not in source.runs:
        source.runs[key, function] = _runs(migration, packages, modules, function)
    return source.runs[key, function]


def _runs(migration: Module, packages: Mapping[str, Module], modules: Modules, function: str) -> list[Start] | str:
    source = modules.source(migration)
    key = frozenset((label, package.path) for label, package in packages.items())
    if key not in source.starts:
        source.starts[key] = _starts(migration, packages, modules)
    starts = source.starts[key]
    operations = operations_of(migration, modules)
    if isinstance(starts, str):
        return starts
    app = place_of(migration, packages)[0]
    ran = ran_before(migration, packages, modules)
    if not _is_run_only(function, migration, operations) or (ran and _is_imported(migration, ran.modules.values())):
        function = ""
    return [(state, after) for start, after in starts for state in _at_run(start, operations, app, function)]


def _starts(migration: Module, packages: Mapping[str, Module], modules: Modules) -> list[Start] | str:
    """Return the states that `migration` may find, or why they can't be told."""
    ran = ran_before(migration, packages, modules)
    if ran is None:
        return "a migration that runs before can't be read, or is squashed in part"
    operations: dict[Node, tuple[Operation, ...]] = {}
    for node in (*ran.surely[0], *(way[-1] for way in ran.perhaps)):
        operations[node] = operations_of(ran.modules[node], modules)
    renamed = {node: found for node, each in operations.items() if (found := list(_renamings(each, node[0])))}
    starts: list[Start] = []
    for way in ran.surely:
        state: State = {}
        for node in way:
            _run(state, operations[node], node[0])
        after: dict[tuple[Node, ...], State] = {(): state}
        for more in ran.perhaps:
            behind = len(more) - 1 if more[:-1] in after else 0
            after[more] = dict(after[more[:behind]])
            for node in more[behind:]:
                _run(after[more], operations[node], node[0])
        for more, one in after.items():
            for before, now in (pair for node in (*way, *more) for pair in renamed.get(node, ())) if renamed else ():
                if _name(before) not in one:
                    _lead(one, before, now)
        starts += [(one, ".".join(more[-1]) if more else "") for more, one in after.items()]
    return starts


def _renamings(operations: Iterable[Operation], app: str) -> Iterator[tuple[str, str]]:
    """Yield the labels of the models that are renamed, before and after.

    What a migration says that may have run before, and stands behind in `Start`, leads to the model by the old one.
    """
    for one in operations:
        if one.kind == "RenameModel":
            yield f"{app}.{_text(one.call, 'old_name', 0)}", f"{app}.{_text(one.call, 'new_name', 1)}"


def _run(state: State, operations: tuple[Operation, ...], app: str) -> None:
    for operation in operations:
        apply(operation, app, state)


def _at_run(start: State, operations: tuple[Operation, ...], app: str, function: str) -> Iterator[State]:
    state = dict(start)
    states = [dict(state)]
    runs: list[State] = []
    for operation in operations:
        before = dict(state)
        for one in (*operation.aside, operation):
            if one.kind == "RunPython" and function in _named(one.call):
                runs.append(dict(before))
            if one is not operation:
                apply(one, app, before)
                states.append(dict(before))
        apply(operation, app, state)
        states.append(dict(state))
    yield from runs or states


def _is_run_only(function: str, migration: Module, operations: tuple[Operation, ...]) -> bool:
    """Whether nothing but the operations that are read runs a function, by its name."""
    runs = [one.call for operation in operations for one in (operation, *operation.aside) if one.kind == "RunPython"]
    names = sum(name == function for call in runs for name in _named(call))
    nodes = list(ast.walk(migration.tree))
    uses = sum(isinstance(node, ast.Name) and node.id == function for node in nodes)
    return names == uses and not any(isinstance(node, ast.Attribute) and node.attr == function for node in nodes)


def _named(call: ast.Call) -> Iterator[str]:
    for item in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(item, ast.Name):
            yield item.id


def _is_imported(migration: Module, others: Iterable[Module]) -> bool:
    """Whether another migration may take functions from this one."""
    named = re.compile(rb"(\.|import\s+)%s\b" % re.escape(Path(migration.path).stem.encode()))
    return any(named.search(one.text) for one in others if one.path != migration.path)


def apply(operation: Operation, app: str, state: State) -> None:
    """Make of the models what an operation of an app's migration makes of them."""
    call, name = operation.call, (app, _text(operation.call, "model_name", 0))
    told = True
    match operation.kind:
        case "CreateModel" | "DeleteModel" | "AlterOrderWithRespectTo" | "AlterModelManagers":
            name = (app, _text(call, "name", 0))
            _change_model(operation.kind, call, name, state)
        case "AddField" | "AlterField":
            column = _column(_cased(call, "name", 1), argument_of(call, "field", 2), name)
            told = bool(column.name)
            _change_columns(state, name, {column.name.lower(): column})
        case "RemoveField":
            gone = _text(call, "name", 1)
            told = bool(gone)
            _change_columns(state, name, {}, gone)
        case "RenameField":
            old, new = _text(call, "old_name", 1), _cased(call, "new_name", 2)
            before = state[name].columns.get(old) if name in state else None
            column = replace(before or Column(new, None), name=new)
            told = bool(old and new)
            _change_columns(state, name, {new.lower(): column}, old)
            _refer(state, ".".join(name), old, new)
        case "AlterModelOptions":
            named = _text(call, "name", 0)
            related = _related(argument_of(call, "options", 1)) if named else None
            state |= {
                one: replace(state[one], related=related) for one in state if one[0] == app and named in ("", one[1])
            }
            return
        case "RenameModel":
            name = (app, _text(call, "old_name", 0))
            _rename(name, _cased(call, "new_name", 1), state)
        case kind if kind == FOREIGN:
            open_up(state, app, operation)
            return
        case _:
            return
    if not (told and name[1]):
        open_up(state, app, operation._replace(named=None))


def open_up(state: State, app: str, operation: Operation) -> None:
    """Mark the models that an operation may have changed, by the texts that it knows."""
    for name, shape in state.items():
        if name[1] in operation.named if operation.named is not None else name[0] == app:
            state[name] = replace(shape, changed_by=operation.told)


def _change_model(kind: str, call: ast.Call, name: Name, state: State) -> None:
    shape = state.get(name) or Shape(_cased(call, "name", 0))
    match kind:
        case "CreateModel":
            state[name] = _created(call, name)
        case "DeleteModel":
            state.pop(name, None)
        case "AlterOrderWithRespectTo":
            respected = argument_of(call, "order_with_respect_to", 1)
            ordered = not (isinstance(respected, ast.Constant) and respected.value is None)
            state[name] = replace(shape, ordered=ordered)
        case "AlterModelManagers":
            state[name] = replace(shape, manager=_manager(argument_of(call, "managers", 1)))


def _created(call: ast.Call, name: Name) -> Shape:
    columns = {one.lower(): _column(one, made, name) for one, made in created_fields(call)}
    fields, bases = argument_of(call, "fields", 1), argument_of(call, "bases", 3)
    options = argument_of(call, "options", 2)
    written = len(fields.elts) if isinstance(fields, ast.List | ast.Tuple) else -1
    keys = options.keys if isinstance(options, ast.Dict) else [] if options is None else [None]
    named = [key.value if isinstance(key, ast.Constant) else None for key in keys]
    whole = written == len(columns) and None not in named and not any(one.arg is None for one in call.keywords)
    return Shape(
        _cased(call, "name", 0),
        columns,
        _parents(bases, name[0]),
        ordered="order_with_respect_to" in named,
        related=_related(options),
        manager=_manager(argument_of(call, "managers", 4)),
        changed_by="" if whole else "`CreateModel`, whose fields are not written down one by one",
    )


def _parents(bases: ast.expr | None, app: str) -> tuple[str, ...]:
    """Return the models among the bases, in lower case: those stand there by their labels."""
    if bases is None:
        return ()
    if not isinstance(bases, ast.Tuple | ast.List) or not bases.elts:
        return (OPEN + ast.unparse(bases),)
    return tuple(_label(item, (app, "")) for item in bases.elts if not isinstance(item, ast.Attribute | ast.Name))


def _related(options: ast.expr | None) -> str | None:
    """Return the `default_related_name` among a model's options, None where it is not written down."""
    if options is None:
        return ""
    if not isinstance(options, ast.Dict):
        return None
    for key, value in zip(options.keys, options.values, strict=True):
        if not isinstance(key, ast.Constant):
            return None
        if key.value == "default_related_name":
            return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
    return ""


def _manager(managers: ast.expr | None) -> str:
    """Return the name of the first manager in a list, which is the default one; a text of its own if it is none."""
    match managers:
        case None | ast.List(elts=[]) | ast.Tuple(elts=[]):
            return "objects"
        case ast.List(elts=[ast.Tuple(elts=[ast.Constant(value=str(name)), *_]), *_]):
            return name
    return ast.unparse(managers)


def created_fields(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names and definitions of the fields that a `CreateModel` has."""
    fields = argument_of(node, "fields", 1)
    for item in fields.elts if isinstance(fields, ast.List | ast.Tuple) else ():
        match item:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), definition]):
                yield name, definition


def _change_columns(state: State, name: Name, new: Mapping[str, Column], gone: str = "") -> None:
    """Put columns into a model; a new one stands last, as one that is renamed does since Django 3.1."""
    shape = state.get(name) or Shape(name[1])
    state[name] = replace(shape, columns={key: one for key, one in shape.columns.items() if key != gone} | dict(new))


def _name(label: str) -> Name:
    app, _, name = label.partition(".")
    return app, name


def _rename(old: Name, new: str, state: State) -> None:
    """Give a model another name, in the fields that lead to it as well."""
    app = old[0]
    before, after = ".".join(old), f"{app}.{new.lower()}"
    shape = state.pop(old, None) or state.get((app, new.lower()))
    state[app, new.lower()] = replace(shape or Shape(new, changed_by=f"the renaming of {before}"), name=new)
    _lead(state, before, after)


def _lead(state: State, before: str, after: str) -> None:
    """Make the fields that lead to a model of the label `before` lead to that of `after`."""
    for name, shape in state.items():
        if before in shape.parents or any(before in (one.to, one.through) for one in shape.columns.values()):
            columns = {
                key: replace(
                    column,
                    to=after if column.to == before else column.to,
                    through=after if column.through == before else column.through,
                )
                for key, column in shape.columns.items()
            }
            parents = tuple(after if parent == before else parent for parent in shape.parents)
            state[name] = replace(shape, columns=columns, parents=parents)


def _refer(state: State, label: str, old: str, new: str) -> None:
    """Give a field another name in the fields that name it by `to_field`.

    Django leaves `through_fields` as they are (`ProjectState.rename_field`):
    https://github.com/django/django/blob/main/django/db/migrations/state.py
    """
    for name, shape in state.items():
        columns = {}
        for key, column in shape.columns.items():
            call = column.definition
            if column.to == label and call is not None:
                given = [_renamed(one, old, new) for one in call.keywords]
                columns[key] = replace(column, definition=ast.Call(call.func, call.args, given))
        if columns:
            state[name] = replace(shape, columns={**shape.columns, **columns})


def _renamed(node: ast.keyword, old: str, new: str) -> ast.keyword:
    match node:
        case ast.keyword(arg="to_field", value=ast.Constant(value=str(text))) if text.lower() == old:
            return ast.keyword("to_field", ast.Constant(new))
    return node


def _column(name: str, definition: ast.expr | None, model: Name) -> Column:
    if not isinstance(definition, ast.Call) or any(keyword.arg is None for keyword in definition.keywords):
        return Column(name, None)
    return Column(
        name,
        definition,
        _label(argument_of(definition, "to", 0), model),
        _label(argument_of(definition, "through", 5), model),
    )


def _label(node: ast.expr | None, model: Name) -> str:
    """Return the label of a model that a field of `model` names, in lower case; a text that is none begins with `=`."""
    match node:
        case None | ast.Constant(value=None):
            return ""
        case ast.Constant(value="self"):
            return ".".join(model)
        case ast.Constant(value=str(text)):
            return (text if "." in text else f"{model[0]}.{text}").lower()
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            return f"{OPEN}AUTH_USER_MODEL"
    return OPEN + ast.unparse(node)


def _text(operation: ast.Call, name: str, position: int) -> str:
    return _cased(operation, name, position).lower()


def _cased(operation: ast.Call, name: str, position: int) -> str:
    match argument_of(operation, name, position):
        case ast.Constant(value=str(text)):
            return text
    return ""
