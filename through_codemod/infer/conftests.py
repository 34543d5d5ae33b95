"""Which modules do fixtures come from for this one, which has each of them, and what does a fixture rest on?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.values import Function

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
_NAMED = rb"\bname\s*=\s*[\"'](\w+)"  # @pytest.fixture(name="course")
_FIXTURE = ("fixture", "yield_fixture")
_GLOB = r"(?:[\w-]+/)+\w*\*\w*\.py"  # what `pytest_plugins` makes the names of modules from


def levels(source: Source) -> Sequence[Sequence[Source]]:
    """Return the modules that fixtures come from, nearest first: the module, each `conftest.py` with its plugins."""
    if not source.fixture_levels:
        named = (source.modules.load(name, source.module) for name in _plugins(source.module.tree))
        own = [source.modules.source(plugin) for plugin in named if plugin is not None]
        source.fixture_levels = [[source], *_conftests(source), *([own] if own else [])]
    return source.fixture_levels


def places(source: Source) -> Iterator[Source]:
    """Yield the same modules, one by one."""
    for level in levels(source):
        yield from level


def _conftests(source: Source) -> Iterator[list[Source]]:
    folder = Path(source.module.path).absolute().parent
    for parent in (folder, *folder.parents):
        loaded = source.modules.load_file(parent / "conftest.py")
        if loaded is None:
            continue
        place = source.modules.source(loaded)
        level = [place] if place is not source else []
        for name in _plugins(loaded.tree):
            files = _files(parent, name) if re.fullmatch(_GLOB, name) else None
            named = [source.modules.load(name, loaded)] if files is None else map(source.modules.load_file, files)
            level += [source.modules.source(plugin) for plugin in named if plugin is not None]
        yield level


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a pattern in the folder of a `conftest.py`, or else in the one above, as tests run there."""
    found = (sorted(place.glob(pattern)) for place in (folder, folder.parent))
    return next((files for files in found if files), [])


def _plugins(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="pytest_plugins")], value=value):
                for item in ast.walk(value):
                    if isinstance(item, ast.Constant) and isinstance(item.value, str):
                        yield item.value


def fixtures_in(source: Source) -> list[tuple[Def, str]]:
    """Return the fixtures of a module and of the classes at its top, with their names."""
    if source.fixture_functions is None:
        classes = (node.body for node in source.module.tree.body if isinstance(node, ast.ClassDef))
        nodes = [node for body in (source.module.tree.body, *classes) for node in body if isinstance(node, Def)]
        named = [(node, fixture_name(node)) for node in nodes]
        source.fixture_functions = [(node, name) for node, name in named if name is not None]
    return source.fixture_functions


def fixture_in(source: Source, name: str) -> tuple[Source, Def | None] | None:
    """Return the fixture that a module has of a name, None where it is not one definition."""
    if source.rebinding and any(isinstance(text, ast.Constant) and text.value == name for text in source.rebinding):
        return source, None
    if name not in bound_at_top(source):
        return None
    if source.own_fixtures is None:
        source.own_fixtures = defined_in(source, source.module.tree)
    if name in source.own_fixtures:
        return source, source.own_fixtures[name]
    flow = source.scopes.flow(source.module.tree)
    if name in flow.bindings or any(name in (source.star(star) or ()) for star in flow.stars):
        match list(source.member(name)):
            case [Function(node=ast.FunctionDef() | ast.AsyncFunctionDef() as node, source=home)]:
                return (home, node) if fixture_name(node) is not None else None
    return None


def bound_at_top(source: Source) -> Set[str]:
    """Return the names that may be fixtures of a module."""
    if source.may_be_fixtures is None:
        source.may_be_fixtures = bound_in(source, source.module.tree)
    return source.may_be_fixtures


def bound_in(source: Source, scope: ast.Module | ast.ClassDef) -> Set[str]:
    """Return the names that may be fixtures of a module or class."""
    named = {found.decode() for found in re.findall(_NAMED, source.module.text)}
    flow = source.scopes.flow(scope)
    return flow.bindings.keys() | named | {name for star in flow.stars for name in source.star(star) or ()}


def defined_in(source: Source, scope: ast.Module | ast.ClassDef) -> dict[str, Def | None]:
    """Return the fixtures that a module or class defines by their names; None for one that may be several.

    What is defined anew is no more; of several under one name pytest takes the last by the names of the functions.
    """
    nodes = [node for node in scope.body if isinstance(node, Def)]
    latest = {node.name: node for node in nodes}
    found: dict[str, Def | None] = {}
    for node in latest.values():
        if (name := fixture_name(node)) is not None:
            found[name] = node if name not in found else None
    bindings = source.scopes.flow(scope).bindings
    for name in bindings:
        for binding in bindings[name]:
            if binding.kind is Kind.ASSIGN and _makes_fixture(binding.value):
                found[name] = None
    return found


def _makes_fixture(node: ast.expr | None) -> bool:
    """Whether an expression is `pytest.fixture(make)` or `pytest.fixture(scope="module")(make)`."""
    while isinstance(node, ast.Call):
        node = node.func
    return getattr(node, "attr", getattr(node, "id", "")) in _FIXTURE


def fixture_name(node: Def) -> str | None:
    """Return the name under which a function is a fixture; None where it is none."""
    for decorator in node.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        last = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if last not in _FIXTURE:
            continue
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if keyword.arg == "name":
                return str(keyword.value.value) if isinstance(keyword.value, ast.Constant) else None
        return node.name
    return None


def rests_on(source: Source, name: str) -> Set[str]:
    """Return the names of the fixtures that `name` rests on, itself among them."""
    if name not in source.rests_on:
        above = None if _is_conftest(source) else _above(source)
        found = rests_on(above, name) if above is not None else None
        if found is None or any(fixture_in(source, one) is not None for one in found):
            found = _followed(source, name)
        source.rests_on[name] = found
    return source.rests_on[name]


def _followed(source: Source, name: str) -> Set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _asked_by(source, one)
    return found


def _asked_by(source: Source, name: str) -> frozenset[str]:
    """Return what the fixtures of a name ask for that a module sees, those included that others override."""
    if name not in source.fixtures:
        above = _above(source)
        is_conftest = _is_conftest(source)
        defined = (fixture_in(place, name) for place in (places(source) if is_conftest else (source,)))
        asking = [node.args for _, node in filter(None, defined) if node is not None]
        asked = frozenset(arg.arg for given in asking for arg in (*given.args, *given.kwonlyargs))
        source.fixtures[name] = asked if is_conftest or above is None else asked | _asked_by(above, name)
    return source.fixtures[name]


def _is_conftest(source: Source) -> bool:
    return source.module.path.endswith("conftest.py") and Path(source.module.path).name == "conftest.py"


def _above(source: Source) -> Source | None:
    """Return the nearest other module that fixtures come from."""
    return next((place for level in levels(source)[1:] for place in level), None)
