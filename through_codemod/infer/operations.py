"""Which operations does a migration run on the models, as it is written, and which of them can't be read?

https://docs.djangoproject.com/en/stable/ref/migration-operations/
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.modules import Module, Modules

FOREIGN = ""  # the kind of an operation that is not Django's, nor one that does to the models what Django's does
_NOTHING = "Nothing"  # the kind of one that changes no model
_DJANGO = frozenset(
    (
        "CreateModel",
        "DeleteModel",
        "RenameModel",
        "AlterOrderWithRespectTo",
        "AlterModelManagers",
        "AlterModelOptions",
        "AddField",
        "RemoveField",
        "AlterField",
        "RenameField",
        "RunSQL",
        "RunPython",
        "SeparateDatabaseAndState",
    )
)  # those that change what is asked for, or run something
_NESTED = {"SeparateDatabaseAndState": 1, "RunSQL": 2}  # the place of `state_operations`
_OWN = frozenset({"state_forwards", "__init__", "__new__"})
_DEEPEST = 5


class Operation(NamedTuple):
    """One call of a migration's list; `kind` is the name of Django's operation, `named` the texts that are known of it.

    `named` is None for an operation that may know of any model. `aside` are those of `SeparateDatabaseAndState` for the
    database: what they run sees what those in front of them have made of the models.
    """

    kind: str
    call: ast.Call
    named: frozenset[str] | None = None
    aside: tuple[Operation, ...] = ()

    @property
    def told(self) -> str:
        """What may have changed a model, for people."""
        func = self.call.func
        if isinstance(func, ast.Name) and "." in func.id:
            return f"{func.id}, whose operations are not written down one by one,"
        return f"`{ast.unparse(func)}(...)`"


def operations_of(migration: Module, modules: Modules) -> tuple[Operation, ...]:
    """Return what a migration does to the models, in order; a foreign one where that is not written down one by one.

    What `SeparateDatabaseAndState` and `RunSQL` do to the database alone is left out.
    """
    source = modules.source(migration)
    if source.operations is None:
        read = _Reader(migration, modules).read()
        unread = ast.Call(ast.Name(migration.name, ast.Load()), [], [])
        source.operations = read if read is not None else (Operation(FOREIGN, unread, _texts(migration, modules)),)
    return source.operations


def kind_of(call: ast.Call) -> str:
    """Return the name of the operation, or of the field's class, that is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def argument_of(node: ast.Call, name: str, position: int) -> ast.expr | None:
    """Return what an operation, or a field, is given by name or at a place."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    return node.args[position] if len(node.args) > position else None


def _texts(migration: Module, modules: Modules) -> frozenset[str] | None:
    """Return the texts in a file, of which those are that its operations name; None where they may name others too.

    That is so where something is taken from the project's other modules, or where texts are put together.
    """
    bound, read, texts = set(dir(builtins)), set(), set()
    for node in ast.walk(migration.tree):
        match node:
            case ast.ImportFrom(level=level, module=module):
                if level or module is None or modules.is_project(module.partition(".")[0]):
                    return None
            case ast.Import(names=names) if any(modules.is_project(one.name.partition(".")[0]) for one in names):
                return None
            case (
                ast.JoinedStr() | ast.BinOp(left=ast.Constant(value=str())) | ast.BinOp(right=ast.Constant(value=str()))
            ):
                return None
            case ast.Call() if kind_of(node) in ("RenameModel", "format", "join", "import_module", "__import__"):
                return None
            case ast.Constant(value=str(text)):
                texts.add(text.rpartition(".")[2].lower())
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
        if isinstance(node, ast.ImportFrom | ast.Import):
            bound |= {(one.asname or one.name).partition(".")[0] for one in node.names}
    return frozenset(texts) if read <= bound else None


class _UnreadError(Exception):
    """The operations are not written down one by one."""


class _Reader:
    def __init__(self, migration: Module, modules: Modules) -> None:
        self.migration = migration
        self.modules = modules
        self.bodies = [migration.tree.body]
        self.bodies += [node.body for node in migration.tree.body if isinstance(node, ast.ClassDef)]

    def read(self) -> tuple[Operation, ...] | None:
        lists = [value for body in self.bodies for value in _lists(body, "operations")]
        if len(lists) > 1 or _grows(self.migration) or any(map(self._inherits, self.migration.tree.body)):
            return None
        try:
            return tuple(operation for value in lists for operation in self._flat(value))
        except _UnreadError:
            return None

    def _inherits(self, node: ast.stmt) -> bool:
        """Whether it is the migration's class and has operations, or what runs them, from another than Django's."""
        if not isinstance(node, ast.ClassDef) or node.name != "Migration":
            return False
        if any(isinstance(one, ast.FunctionDef) and one.name in ("__init__", "mutate_state") for one in node.body):
            return True
        named = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
        return named not in (["Migration"], []) and not any(_lists(node.body, "operations"))

    def _flat(self, value: ast.expr | None, deep: int = 0) -> Iterator[Operation]:
        match value:
            case ast.List(elts=items) | ast.Tuple(elts=items) if deep < _DEEPEST:
                for item in items:
                    if not isinstance(item, ast.Call):
                        raise _UnreadError
                    operation = self._operation(item)
                    if operation.kind in _NESTED and any(keyword.arg is None for keyword in item.keywords):
                        raise _UnreadError
                    separate = operation.kind == "SeparateDatabaseAndState"
                    yield operation._replace(aside=self._aside(item, deep)) if separate else operation
                    if operation.kind in _NESTED:
                        nested = argument_of(item, "state_operations", _NESTED[operation.kind])
                        yield from self._flat(nested, deep + 1)
            case ast.Name(id=name):
                found = [one for body in self.bodies for one in _lists(body, name)]
                if len(found) != 1 or isinstance(found[0], ast.Name) or _grows(self.migration, name):
                    raise _UnreadError
                yield from self._flat(found[0], deep + 1)
            case None | ast.Constant(value=None):
                return
            case _:
                raise _UnreadError

    def _aside(self, call: ast.Call, deep: int) -> tuple[Operation, ...]:
        try:
            return tuple(self._flat(argument_of(call, "database_operations", 0), deep + 1))
        except _UnreadError:
            if any(isinstance(node, ast.Call) and kind_of(node) == "RunPython" for node in ast.walk(call)):
                raise
            return ()

    def _operation(self, call: ast.Call) -> Operation:
        kind = _kind(call.func, self.migration, self.modules)
        if kind != FOREIGN:
            return Operation(kind, call)
        cls = _class(call.func, self.migration, self.modules)
        nodes = [call, *([cls[0]] if cls is not None else [])]
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        texts = {
            node.value.rpartition(".")[2].lower()
            for one in nodes
            for node in ast.walk(one)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        spelled = all(isinstance(one, ast.Constant | ast.Call | ast.List | ast.Tuple | ast.Dict) for one in given)
        own = self._is_own(call.func)
        whole = not own or (cls is not None and _is_whole(*cls, self.modules))
        known = spelled and whole and (bool(texts) if given or own else True)
        return Operation(FOREIGN, call, frozenset(texts) if known else None)

    def _is_own(self, func: ast.expr) -> bool:
        """Whether the operation's class is the project's own, and may know the project's models."""
        dotted = _dotted(func, self.migration)
        return "." not in dotted or self.modules.is_project(dotted.partition(".")[0])


def _kind(func: ast.expr, module: Module, modules: Modules, deep: int = 0) -> str:
    """Return which of Django's operations a class is, or does the same to the models as."""
    dotted = _dotted(func, module)
    name = dotted.rpartition(".")[2]
    if dotted.startswith(("django.", "migrations.")):
        return name if name in _DJANGO else _NOTHING
    found = _class(func, module, modules)
    if found is None or deep > _DEEPEST:
        return FOREIGN
    node, where = found
    own = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
    if _is_idle(own.get("state_forwards")):
        return _NOTHING
    kinds = {_kind(base, where, modules, deep + 1) for base in node.bases}
    kind = kinds.pop() if len(kinds) == 1 else FOREIGN
    if kind in ("RunPython", "RunSQL") and "state_forwards" not in own:
        return kind if not own.keys() & _OWN or kind == "RunPython" else FOREIGN
    return kind if kind in _DJANGO and not own.keys() & _OWN else FOREIGN


def _is_idle(method: ast.FunctionDef | None) -> bool:
    """Whether the method does nothing."""
    return method is not None and all(
        (isinstance(node, ast.Pass | ast.Return) and getattr(node, "value", None) is None)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in method.body
    )


def _dotted(func: ast.expr, module: Module) -> str:
    """Return what is called by its full name, as far as the module's imports tell; `migrations` is Django's."""
    parts: list[str] = []
    while isinstance(func, ast.Attribute):
        parts.append(func.attr)
        func = func.value
    head = func.id if isinstance(func, ast.Name) else ""
    for node in module.tree.body:
        match node:
            case ast.ImportFrom(names=names):
                for alias in names:
                    if (alias.asname or alias.name) == head:
                        base = absolute(module.package, node.level, node.module) or ""
                        return ".".join([f"{base}.{alias.name}", *reversed(parts)])
            case ast.Import(names=names):
                for alias in names:
                    if (alias.asname or alias.name.partition(".")[0]) == head:
                        return ".".join([alias.name if alias.asname else head, *reversed(parts)])
    return ".".join([head, *reversed(parts)])


def _class(func: ast.expr, module: Module, modules: Modules) -> tuple[ast.ClassDef, Module] | None:
    """Return the class that is called, and its module, where that is the project's."""
    package, _, name = _dotted(func, module).rpartition(".")
    where = modules.load(package, module) if package else module
    for node in where.tree.body if where is not None else ():
        if isinstance(node, ast.ClassDef) and node.name == name and where is not None:
            return node, where
    return None


def _is_whole(cls: ast.ClassDef, module: Module, modules: Modules) -> bool:
    """Whether a class reads nothing of the project's that stands outside of it: a constant, a base, a function."""
    read, bound = set(), set(dir(builtins))
    for node in ast.walk(cls):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                bound.add(name)
    tops = (_dotted(ast.Name(name), module) for name in read - bound)
    return all(("." in top or top == "migrations") and not modules.is_project(top.partition(".")[0]) for top in tops)


def _lists(body: list[ast.stmt], name: str) -> Iterator[ast.expr]:
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                yield value


def _grows(module: Module, name: str = "operations") -> bool:
    """Whether a list of that name is bound or changed in another way than at the top or in a class."""
    text, word = module.text, name.encode()
    if text and text.isascii() and text.count(word) - text.count(b"migrations." + word) <= 1:
        return False
    tree = module.tree
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    plain = {
        id(target)
        for body in (tree.body, *(node.body for node in classes))
        for one in body
        if isinstance(one, ast.Assign | ast.AnnAssign)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
    }
    named = {node.name for node in classes}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=of), attr="append" | "extend" | "insert" | "pop" | "remove"):
                if of == name:
                    return True
            case ast.Attribute(value=ast.Name(id=of), attr=attribute) if attribute == name and of in named:
                return True
            case ast.Name(id=of, ctx=ast.Store()) if of == name and id(node) not in plain:
                return True
            case ast.Subscript(value=ast.Name(id=of), ctx=ast.Store() | ast.Del()) if of == name:
                return True
    return False
