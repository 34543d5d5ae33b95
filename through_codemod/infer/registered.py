"""Which fixtures does pytest-factoryboy make of factories, and what do they give?

https://pytest-factoryboy.readthedocs.io/en/stable/#how-to-use
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from through_codemod.identifiers import snake_case
from through_codemod.infer.bindings import Binding, Kind
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.factories import made_by_factory
from through_codemod.infer.values import Class, External, Instance, Package, Values, join

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_LIBRARY = b"pytest_factoryboy"
_REGISTER = "pytest_factoryboy.register"
_ALIAS = rb"\bregister\s+as\s+(\w+)"


def registered(source: Source, name: str, seen: Set[str] = frozenset()) -> Values | None:
    """Return what the fixture `name` of a factory that a module registers gives: the factory, or what it makes.

    It is a name of that module, and so of those that import it: `from app.tests.factories import *`.
    """
    if (found := _made_here(source, name)) is not None:
        return found
    files = source.modules.files
    if files.listing is not None and not files.has_text(_LIBRARY.decode(), lambda text: _LIBRARY in text):
        return None
    for home, there in _brought(source, name):
        if home.module.path not in seen and (given := registered(home, there, {*seen, source.module.path})) is not None:
            return given
    return None


def _brought(source: Source, name: str) -> Iterator[tuple[Source, str]]:
    """Yield the modules that a module imports `name` from, or everything, with its name there."""
    flow = source.scopes.flow(source.module.tree)
    for binding in (*flow.bindings.get(name, ()), *reversed(flow.stars)):
        alias, statement = binding.node, binding.statement
        if isinstance(alias, ast.alias) and isinstance(statement, ast.ImportFrom):
            module = absolute(source.module.package, statement.level, statement.module)
            loaded = source.modules.load(module, source.module) if module else None
            if loaded is not None and (binding.kind is not Kind.STAR or b"__all__" not in loaded.text):
                yield source.modules.source(loaded), name if binding.kind is Kind.STAR else alias.name


def _made_here(source: Source, name: str) -> Values | None:
    found: list[Values] = []
    for factory, given in _registrations(source):
        one = made_by_factory(source.root, factory)
        if one is None:
            continue
        models = {value.model.name for value in one if isinstance(value, Instance)}
        if name == snake_case(factory.name):
            found.append(frozenset({factory}))
        elif name == (given or (snake_case(models.pop()) if len(models) == 1 else "")):
            found.append(one)
    return join(found) if found else None


def _registrations(source: Source) -> Iterator[tuple[Class, str]]:
    """Yield the factories that `register(CourseFactory, "course")` or `@register` names, with that name or ""."""
    if not source.registers_factories:
        return
    names = {"register", *(found.decode() for found in re.findall(_ALIAS, source.module.text))}
    for use in (
        *(use for name in sorted(names) for use in source.tree.names(name)),
        *source.tree.attributes("register"),
    ):
        if not any(isinstance(value, External) and value.name == _REGISTER for value in source.root.values(use)):
            continue
        call = source.tree.parent(use)
        if isinstance(call, ast.ClassDef):
            yield raw_class(source, call), ""
        elif isinstance(call, ast.Call) and call.func is use and call.args:
            named = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "_name")]
            given = named[0].value if named and isinstance(named[0], ast.Constant) else ""
            for factory in _factories(source, call.args[0]):
                yield factory, str(given)


def _factories(source: Source, node: ast.expr) -> Iterator[Class]:
    """Yield the classes that an expression can be, a parameter of a function in the module or a module's members."""
    for one in _given(source, node):
        of = _whose_members(source, one)
        if of is None:
            yield from (value for value in source.root.values(one) if isinstance(value, Class))
            continue
        for module in _given(source, of):
            for value in source.root.values(module):
                if isinstance(value, Package):
                    yield from _classes(source, value.name)


def _given(source: Source, node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expression, or where it is a parameter of a function what the calls of that in the module pass."""
    binding = _only_binding(source, node)
    owner = source.tree.function(node)
    if binding is None or binding.kind is not Kind.PARAMETER or not isinstance(owner, ast.FunctionDef):
        yield node
        return
    place = next((i for i, arg in enumerate(owner.args.args) if arg is binding.node), None)
    for use in source.tree.names(owner.name):
        match source.tree.parent(use):
            case ast.Call(func=func, args=args, keywords=keywords) if func is use:
                yield from (keyword.value for keyword in keywords if keyword.arg == binding.name)
                yield from args[place : place + 1] if place is not None else ()


def _whose_members(source: Source, node: ast.expr) -> ast.expr | None:
    """Return what an expression is any member of: `getattr(it, name)`, a variable of a loop over `vars(it)`."""
    binding = _only_binding(source, node)
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[of, ast.Name(), *_]):
            return of
        case ast.Name() if binding is not None and binding.kind is Kind.ASSIGN and not binding.path:
            return _whose_members(source, binding.value) if binding.value is not None else None
        case ast.Name() if binding is not None and binding.kind is Kind.ITERATE:
            return _members_of(binding)
    return None


def _members_of(binding: Binding) -> ast.expr | None:
    match binding.value, binding.path:
        case ast.Call(func=ast.Attribute(attr="getmembers") | ast.Name(id="getmembers"), args=[of, *_]), (1,):
            return of
        case ast.Call(func=ast.Attribute(attr="items", value=inside)), (1,):
            return _namespace(inside)
        case ast.Call(func=ast.Attribute(attr="values", value=inside)), ():
            return _namespace(inside)
    return None


def _namespace(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Name(id="vars"), args=[of]) | ast.Attribute(attr="__dict__", value=of):
            return of
    return None


def _only_binding(source: Source, node: ast.expr) -> Binding | None:
    if not isinstance(node, ast.Name):
        return None
    bindings = source.scopes.meaning(node.id, node).bindings
    return bindings[0] if len(bindings) == 1 else None


def _classes(source: Source, name: str) -> Iterator[Class]:
    module = source.modules.load(name, source.module)
    if module is None:
        return
    place = source.modules.source(module)
    for bound in place.scopes.flow(module.tree).bindings:
        yield from (value for value in place.member(bound) if isinstance(value, Class))
