"""What does a name of another module stand for, and would importing that module lead back here?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from through_codemod.imports.scopes import Scope, blocks, is_bound_after, is_type_checking, read_scope
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.modules import Module, Modules

NOTHING: frozenset[str] = frozenset()

_NO_TREE = ast.Module([], [])
_scopes: WeakKeyDictionary[ast.Module, Scope] = WeakKeyDictionary()
_imported: WeakKeyDictionary[ast.Module, frozenset[str]] = WeakKeyDictionary()


def absolute(module: Module, statement: ast.ImportFrom) -> str:
    """Return the dotted name of the module that a `from ... import` in `module` names; "" where it climbs too far."""
    if not statement.level:
        return statement.module or ""
    package = module.package.split(".") if module.package else []
    kept = len(package) - statement.level + 1
    if kept < 0 or (kept == 0 and package):
        return ""
    return ".".join([*package[:kept], *([statement.module] if statement.module else [])])


def scope_of(tree: ast.Module) -> Scope:
    """Return the module scope of a tree, read once."""
    if (scope := _scopes.get(tree)) is None:
        scope = _scopes[tree] = replace(read_scope(tree), node=_NO_TREE)  # or it would keep the tree for good
    return replace(scope, node=tree)


class Exports:
    """What the attributes of modules stand for.

    A thing is the set of the dotted names that it is known under: `from school.models import Course` gives
    `{"school.models.Course", "school.models.course.Course"}` where the package re-exports it.
    """

    def __init__(self, modules: Modules, models: Iterable[ModelRef]) -> None:
        self._modules = modules
        self._names: dict[tuple[str, str], frozenset[str]] = {}
        self._texts: dict[str, bytes] = {}
        self._saying: dict[tuple[str, frozenset[str]], bool] = {}
        self._models: dict[str, list[ModelRef]] = {}
        for model in models:
            self._models.setdefault(model.name, []).append(model)

    def names(self, module: str, name: str) -> frozenset[str]:
        """Return the dotted names of `module.name`: itself, and what it is known to be imported or assigned from."""
        key = (module, name)
        if key not in self._names:
            own = self._names[key] = frozenset({f"{module}.{name}"})  # also of a circle of re-exports
            self._names[key] = own | self._find(module, name)
        return self._names[key]

    def says(self, module: str, words: frozenset[str]) -> bool:
        """Whether the text of a module of the project has one of `words` in it, for which it is not parsed."""
        if (module, words) not in self._saying:
            if module not in self._texts:
                self._texts[module] = self._modules.text_of(module)
            self._saying[module, words] = any(word.encode() in self._texts[module] for word in words)
        return self._saying[module, words]

    def offers(self, module: str, name: str, thing: frozenset[str]) -> bool:
        """Whether `thing` should be had as `module.name`: from where it is defined, or a package around that.

        A module that merely imports it for its own use is no place to import it from.
        """
        is_home = any(f"{dotted.rpartition('.')[0]}.".startswith(f"{module}.") for dotted in thing)
        return is_home and bool(self.names(module, name) & thing)

    def _find(self, module: str, name: str) -> frozenset[str]:
        models = self._models.get(name, [])
        if any(model.module == module for model in models):
            return NOTHING
        found = self._modules.load(module) if module else None
        if found is None:  # an installed package that re-exports its model: `from wagtail.models import Page`
            inside = [f"{model.module}.{name}" for model in models if model.module.startswith(f"{module}.")]
            return frozenset(inside) if len(inside) == 1 else NOTHING
        scope = scope_of(found.tree)
        bindings = [binding for binding in scope.bindings.get(name, ()) if not binding.typing]
        if bindings:
            things = [self._bound(found, binding.node, binding.alias, binding.value) for binding in bindings]
            return frozenset.intersection(*things) if is_bound_after(found.tree.body, name) else NOTHING
        for star in reversed(scope.stars):
            if (thing := self.star(absolute(found, star), name)) and star in found.tree.body:
                return thing
        return NOTHING

    def _bound(self, module: Module, node: ast.AST, alias: ast.alias | None, value: ast.expr | None) -> frozenset[str]:
        match node:
            case ast.Import() if alias is not None:
                return frozenset({alias.name if alias.asname else alias.name.partition(".")[0]})
            case ast.ImportFrom() if alias is not None:
                return self.names(absolute(module, node), alias.name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                return frozenset({f"{module.name}.{name}"})
        match value:
            case ast.Name(id=name):
                return self.names(module.name, name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                return self.attribute(self.names(module.name, name), attribute)
        return NOTHING

    def attribute(self, thing: frozenset[str], name: str) -> frozenset[str]:
        """Return what the attribute `name` of a module is; of a class, the class nested in it."""
        return NOTHING.union(*(self.names(module, name) for module in thing))

    def star(self, module: str, name: str) -> frozenset[str]:
        """Return what `from module import *` binds `name` to; empty if it does not, or the module cannot be read.

        https://docs.python.org/3/reference/simple_stmts.html#the-import-statement
        """
        return self.names(module, name) if self._is_public(module, name, set()) else NOTHING

    def _is_public(self, module: str, name: str, seen: set[str]) -> bool:
        found = self._modules.load(module) if module and module not in seen else None
        if found is None:
            return False
        seen.add(module)
        if (public := _public(found.tree)) is not None:
            return name in public
        scope = scope_of(found.tree)
        stars = (absolute(found, star) for star in scope.stars)
        return not name.startswith("_") and (
            name in scope.bindings or any(self._is_public(star, name, seen) for star in stars)
        )

    def is_module(self, name: str) -> bool:
        """Whether `name` is a module of the project."""
        return self._modules.load(name) is not None

    def leads_to(self, start: str, goal: str) -> bool:
        """Whether importing the module `start` imports `goal`, directly or through other modules of the project.

        Counts what runs on import: a package before its modules, and no import under `TYPE_CHECKING` or in a function.
        """
        ahead, seen = [*_with_packages(start)], set[str]()
        while ahead:
            name = ahead.pop()
            if name == goal:
                return True
            if name in seen:
                continue
            seen.add(name)
            if (module := self._modules.load(name)) is not None:
                ahead += _imports(module)
        return False


def _public(tree: ast.Module) -> set[str] | None:
    names: set[str] | None = None
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                found = {node.value for node in ast.walk(value) if isinstance(node, ast.Constant)}
                names = (names or set()) | {name for name in found if isinstance(name, str)}
    return names


def _with_packages(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[: length + 1]) for length in range(len(parts)))


def _imports(module: Module) -> frozenset[str]:
    found = _imported.get(module.tree)
    if found is None:
        names = (name for statement in _run_on_import(module.tree.body) for name in _named(module, statement))
        found = _imported[module.tree] = frozenset(part for name in names for part in _with_packages(name))
    return found


def _run_on_import(block: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in block:
        match statement:
            case ast.Import() | ast.ImportFrom():
                yield statement
            case ast.ClassDef(body=body):
                yield from _run_on_import(body)
            case ast.If(test=test, orelse=orelse) if is_type_checking(test):
                yield from _run_on_import(orelse)
            case _:
                for inner in blocks(statement):
                    yield from _run_on_import(inner)


def _named(module: Module, statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(names=names) if base := absolute(module, statement):
            yield base
            yield from (f"{base}.{alias.name}" for alias in names)
