"""Which file is the module of that name, and what do its names stand for?"""

from __future__ import annotations

import ast
import builtins
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from through_codemod.grammar import parsed
from through_codemod.relations.static.stock import BUILT_IN, canonical

LARGEST = 2_000_000  # bytes of a file that is read
# Of Django itself only the apps are read; what the rest defines is known: see `stock.py`.
READ_OF_DJANGO = "django.contrib."
KNOWN_OF_DJANGO = (
    *("django.contrib.gis", "django.contrib.postgres", "django.contrib.contenttypes.fields"),
    *("django.contrib.admin.options", "django.contrib.admin.sites", "django.contrib.auth.hashers"),
)

Scope = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import binds: a module, or a name in it."""

    module: str
    name: str | None = None
    end_lineno: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An expression or function of a module, still to be read; `scope` is the class or function that it stands in."""

    module: Module
    node: ast.expr | ast.FunctionDef | ast.AsyncFunctionDef
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class by its definition; `name` is its `__qualname__`."""

    module: Module
    node: ast.ClassDef
    name: str

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Class) and other.node is self.node

    def __str__(self) -> str:
        return f"{self.module.name}.{self.name}"


Bound = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.expr | Imported


class Module:
    """A parsed file; `package` is what a relative import starts from, `own` whether it is the project's."""

    def __init__(self, name: str, path: str, text: bytes, own: bool) -> None:
        self.name = name
        self.path = path
        self.own = own
        self.is_package = os.path.basename(path) == "__init__.py"
        self.package = name if self.is_package else name.rpartition(".")[0]
        self.tree = parsed(text, path)

    @cached_property
    def names(self) -> Mapping[str, Sequence[Bound]]:
        """What each name is bound to at the top of the module, in order."""
        return bound(self.tree.body, self.package)

    @cached_property
    def stars(self) -> Sequence[str]:
        """The modules that are imported whole: `from x import *`."""
        return [
            target
            for statement in _statements(self.tree.body)
            if isinstance(statement, ast.ImportFrom) and any(alias.name == "*" for alias in statement.names)
            if (target := absolute(self.package, statement.level, statement.module))
        ]

    def imports(self) -> Iterator[str]:
        """Yield the modules that importing this one imports first."""
        yield from self.stars
        for found in self.names.values():
            for item in found:
                if isinstance(item, Imported):
                    yield item.module
                    if item.name is not None:
                        yield f"{item.module}.{item.name}"

    @cached_property
    def classes(self) -> Mapping[str, ast.ClassDef]:
        """The classes of the module by `__qualname__`, the last one where a name has several."""
        return dict(_classes(self.tree.body, ""))


Underway = frozenset[tuple[str, str, int | None]]
Thing = Class | Value | Module | str | None  # a text is the dotted name of something that is not read


def bound(body: Sequence[ast.stmt], package: str) -> Mapping[str, Sequence[Bound]]:
    """Return what the statements bind each name to, in order; those of an `except` come before those of its `try`."""
    found: dict[str, list[Bound]] = {}
    for statement in _statements(body):
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.setdefault(name, []).append(statement)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    for name, part in _assigned(target, value):
                        found.setdefault(name, []).append(part)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.setdefault(name, []).append(value)
            case ast.Import(names=names):
                for alias in names:
                    name = alias.asname or alias.name.partition(".")[0]
                    found.setdefault(name, []).append(
                        Imported(alias.name if alias.asname else name, None, statement.lineno)
                    )
            case ast.ImportFrom(names=names, module=module, level=level):
                target_module = absolute(package, level, module)
                for alias in names:
                    if target_module and alias.name != "*":
                        item = Imported(target_module, alias.name, statement.lineno)
                        found.setdefault(alias.asname or alias.name, []).append(item)
    return found


def _classes(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for statement in _statements(body):
        if isinstance(statement, ast.ClassDef):
            yield f"{prefix}{statement.name}", statement
            yield from _classes(statement.body, f"{prefix}{statement.name}.")


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when control passes through `body`, those inside of compound ones as well."""
    for statement in body:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"), orelse=other):
                yield from _statements(other)
            case ast.If(body=inner, orelse=other):
                yield from _statements([*other, *inner])
            case ast.Try(body=inner, handlers=handlers, orelse=other, finalbody=last):
                caught = [item for handler in handlers for item in handler.body]
                yield from _statements([*caught, *inner, *other, *last])
            case ast.With(body=inner) | ast.For(body=inner) | ast.While(body=inner):
                yield statement
                yield from _statements(inner)
            case _:
                yield statement


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            for one, part in zip(names, values, strict=True):
                yield from _assigned(one, part)


def absolute(package: str, level: int, module: str | None) -> str:
    """Return the dotted name that `from ..module import x` means in a package; "" where it climbs too far."""
    if level == 0:
        return module or ""
    parts = package.split(".") if package else []
    if level - 1 > len(parts):
        return ""
    return ".".join([*parts[: len(parts) - (level - 1)], *([module] if module else [])])


class Modules:
    """The modules of the project and of its environment by dotted name, each read when it is first asked for.

    `roots` are the folders that the project's imports start from, the likeliest first, and `packages` those that other
    people's packages lie in. `apps` are names of packages that the settings give.
    """

    def __init__(self, roots: Sequence[Path], packages: Sequence[Path]) -> None:
        self.roots = [str(root) for root in dict.fromkeys(roots)]
        self.packages = [str(folder) for folder in dict.fromkeys(packages)]
        self.apps: frozenset[str] = frozenset()
        self.labels: Mapping[str, str] = {}  # the packages of apps by label
        self.settings: Mapping[str, Any] = {}  # the project's, as far as they are plain values
        self._imported: Mapping[str, int] = {}
        self._tops: list[str] = []
        self._strays: dict[str, bool] = {}  # folders put on the path at run time; whether names are to start there
        self._modules: dict[str, Module | None] = {}
        self._files: dict[str, Module | None] = {}
        self._entries: dict[str, frozenset[str]] = {}
        self._bodies: dict[Scope, Mapping[str, Sequence[Bound]]] = {}

    def settle(self, files: Sequence[str], imported: Mapping[str, int], relative: Mapping[str, int]) -> None:
        """Take in where the packages of the project's `files` lie, and the first names of what its modules import.

        Names that no root has may be folders of the project's all the same: `manage.py` puts the one around them on
        the path. Modules in it are called by their names from there if they are imported so more often than otherwise,
        be it in relative imports, `relative` by the path that they lead to.
        """
        self._imported = imported
        self._tops = [top for top in dict.fromkeys(map(_top, files)) if top not in self.roots]
        known = [*self.roots, *self._tops, *self.packages]
        missing = {name for name in imported if not _is_stock(name) and not any(self._has(at, name) for at in known)}
        found: dict[str, set[str]] = {}
        for folder in {os.path.dirname(file) for file in files}:
            while (around := os.path.dirname(folder)) != folder and folder not in self.roots:
                if os.path.basename(folder) in missing and around not in known:
                    found.setdefault(around, set()).add(os.path.basename(folder))
                folder = around
        weights = {around: sum(imported[name] for name in names) for around, names in found.items()}
        for around in sorted(found, key=lambda around: (-weights[around], around)):
            usual = self.name_of(os.path.join(around, "__init__.py")).partition(".")[0]
            inside = (relative.get(os.path.join(around, name), 0) for name in found[around])
            self._strays[around] = weights[around] > sum(inside, imported.get(usual, 0))

    def name_of(self, path: str) -> str:
        """Return the dotted name under which the project imports a file of its own; "" where it has none.

        One in an app that the settings name comes first, then one that begins as imports do, then the shortest one.
        """
        top = _top(path)
        roots = [root for root in self.roots if path.startswith(os.path.join(root, ""))]
        strays = [folder for folder, begins in self._strays.items() if begins and path.startswith(folder + os.sep)]
        starts = dict.fromkeys(strays or [*roots, top])
        names = [name for root in starts if (name := _dotted(os.path.relpath(path, root)))]
        installed = [name for name in names if any(part in self.apps for part in ancestors(name))]
        known = [name for name in names if name.partition(".")[0] in self._imported]
        found = installed or known or names[: len(roots)] or names
        return min(found, key=lambda name: name.count("."), default="")

    def own(self, path: str) -> Module | None:
        """Return the project's module in a file; None where there is none that can be read."""
        return self._read(path, self.name_of(path), own=True)

    def part(self, module: Module, path: str) -> Module | None:
        """Return what a module runs as a part of itself: a file beside it, whatever that is called."""
        file = os.path.normpath(os.path.join(os.path.dirname(module.path), path))
        return self._read(file, self.name_of(file) or module.name, own=module.own)

    def load(self, name: str) -> Module | None:
        """Return the module `name`: the project's, else the environment's; None where no source is found."""
        if name not in self._modules:
            self._modules[name] = None  # while it is looked for
            self._modules[name] = self._find(name)
        return self._modules[name]

    def _find(self, name: str) -> Module | None:
        parts = name.split(".")
        if not all(parts):
            return None
        if parts[0] == "django" and (not name.startswith(READ_OF_DJANGO) or name.startswith(KNOWN_OF_DJANGO)):
            return None
        for folder in (*self.roots, *self._tops, *self._strays):
            if (file := self._file(folder, parts)) is not None:
                return self._read(file, self.name_of(file) or name, own=True)  # `my-school.settings`
        for folder in self.packages:
            if (file := self._file(folder, parts)) is not None:
                return self._read(file, name, own=False)
        if name in BUILT_IN:
            return Module(name, f"{name.replace('.', '/')}.py", BUILT_IN[name].encode(), own=False)
        return None

    def labelled(self, label: str) -> Thing:
        """Return what `"app.Model"` names, by the module that its app has for models."""
        app, _, name = label.partition(".")
        loaded = self.load(f"{self.labels[app]}.models") if app in self.labels else None
        return self.meaning(loaded, name) if loaded is not None else None

    def folder(self, name: str) -> str | None:
        """Return the folder that the package `name` is in."""
        parts = name.split(".")
        for folder in (*self.roots, *self._tops, *self._strays, *self.packages):
            place = os.path.join(folder, *parts)
            if self._has(folder, parts[0]) and os.path.isdir(place):
                return place
        return None

    def _file(self, folder: str, parts: Sequence[str]) -> str | None:
        if not self._has(folder, parts[0]):
            return None
        base = os.path.join(folder, *parts)
        return next((file for file in (os.path.join(base, "__init__.py"), f"{base}.py") if os.path.isfile(file)), None)

    def _has(self, folder: str, name: str) -> bool:
        if folder not in self._entries:
            try:
                self._entries[folder] = frozenset(entry.removesuffix(".py") for entry in os.listdir(folder))
            except OSError:
                self._entries[folder] = frozenset()
        return name in self._entries[folder]

    def _read(self, path: str, name: str, own: bool) -> Module | None:
        if name and path not in self._files:
            self._files[path] = None
            try:
                with open(path, "rb") as file:
                    text = file.read(LARGEST + 1)
                if len(text) <= LARGEST:
                    self._files[path] = Module(name, path, text, own)
            except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
                return None
        return self._files.get(path)

    # What names stand for

    def meaning(self, module: Module, name: str, underway: Underway = frozenset(), line: int | None = None) -> Thing:
        """Return what a name at the top of a module stands for, where it is read in `line`.

        Of several bindings the last one counts that leads to something that can be read.
        """
        key = (module.path, name, line)
        if key in underway:
            return None
        underway |= {key}
        fallback: Thing = None
        found = module.names.get(name, ())
        if line is not None and len(found) > 1:  # `Manager = Manager.from_queryset(Rows)`
            found = [item for item in found if (item.end_lineno or 0) < line] or found
        for item in reversed(found):
            thing = self._thing(module, item, underway)
            if isinstance(thing, Value) and isinstance(thing.node, ast.Constant) and thing.node.value is None:
                continue  # `except ImportError: Thing = None`
            if thing is not None and not isinstance(thing, str):
                return thing
            fallback = fallback or thing
        if fallback is not None:
            return fallback
        for star in reversed(module.stars):
            loaded = self.load(star)
            if loaded is None:
                if star.startswith("django.") and (known := canonical(f"{star}.{name}")) != f"{star}.{name}":
                    return known
            elif not name.startswith("_") and (other := self.meaning(loaded, name, underway)) is not None:
                if not isinstance(other, str):
                    return other
                fallback = fallback or other  # of modules that import each other, this one may not bind it itself
        return (self.load(f"{module.name}.{name}") if module.is_package else None) or fallback

    def _thing(self, module: Module, item: Bound, underway: Underway) -> Thing:
        match item:
            case ast.ClassDef():
                return Class(module, item, item.name)
            case Imported(module=target, name=None):
                return self.load(target) or target
            case Imported(module=target, name=str(name)):
                loaded = self.load(target)
                if loaded is None:
                    return self.load(f"{target}.{name}") or canonical(f"{target}.{name}")
                found = self.meaning(loaded, name, underway)
                return found if found is not None else self.load(f"{target}.{name}") or f"{target}.{name}"
            case ast.Name() | ast.Attribute():
                return self.resolve(Value(module, item), underway) or Value(module, item)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.expr():
                return Value(module, item)
        return None

    def resolve(self, value: Value, underway: Underway = frozenset()) -> Thing:
        """Return what a name or a chain of attributes stands for; any other expression stands for itself."""
        match value.node:
            case ast.Name(id=name):
                if value.scope is not None:
                    inner = self.body(value.module, value.scope).get(name, ())
                    for item in reversed([item for item in inner if item is not value.node]):
                        found = self._thing(value.module, item, underway)
                        if isinstance(item, ast.ClassDef):
                            return Class(value.module, item, f"{value.scope.name}.{item.name}")
                        if isinstance(found, (Class, Module, str)):
                            return found
                        if isinstance(found, Value) and found.node is not value.node:
                            return Value(found.module, found.node, value.scope)
                line = getattr(value.node, "lineno", None)
                return self.meaning(value.module, name, underway, line) or _builtin(name)
            case ast.Attribute(value=base, attr=name):
                return self.attribute(self.resolve(Value(value.module, base, value.scope), underway), name, underway)
            case _:
                return value

    def body(self, module: Module, node: Scope) -> Mapping[str, Sequence[Bound]]:
        """Return what the body of a class or function binds each name to, in order."""
        if node not in self._bodies:
            self._bodies[node] = bound(node.body, module.package)
        return self._bodies[node]

    def attribute(self, of: Thing, name: str, underway: Underway = frozenset()) -> Thing:
        """Return what the attribute `name` of a module or class stands for."""
        match of:
            case Module():
                return self.meaning(of, name, underway)
            case Class(module=module, node=node):
                for item in reversed(self.body(module, node).get(name, ())):
                    if isinstance(item, ast.ClassDef):
                        return Class(module, item, f"{of.name}.{item.name}")
                    if isinstance(item, (ast.expr, ast.FunctionDef)):
                        return Value(module, item, node)
                return None
            case str():
                whole = f"{of}.{name}"
                return self.load(whole) or canonical(whole)
        return None


def _top(path: str) -> str:
    """Return the folder that the outermost package around a file lies in."""
    top = os.path.dirname(path)
    while os.path.isfile(os.path.join(top, "__init__.py")) and os.path.dirname(top) != top:
        top = os.path.dirname(top)
    return top


def ancestors(name: str) -> Iterable[str]:
    """Return a dotted name and those of the packages around it, nearest first."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))


def dotted(node: ast.expr) -> str:
    """Return the text of a name or chain of attributes; "" for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=base, attr=name) if text := dotted(base):
            return f"{text}.{name}"
    return ""


def _is_stock(name: str) -> bool:
    return name in sys.stdlib_module_names or name == "django"


def _builtin(name: str) -> str | None:
    return f"builtins.{name}" if hasattr(builtins, name) else None


def _dotted(path: str) -> str:
    parts = path.replace(os.sep, "/").removesuffix(".py").removesuffix("/__init__").split("/")
    return ".".join(parts) if all(part.isidentifier() for part in parts) and parts != ["__init__"] else ""
