"""May a class in another file change what a method of this one works on: `self`, its attributes, its fixtures?"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.document import statements
from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.parametrized import parametrized_by, parametrizing
from through_codemod.unparsed import as_read

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_SET_UP = frozenset({"setUp", "setUpTestData", "setUpClass", "asyncSetUp", "tearDown", "Meta"})
_SAYING = frozenset({"model", "queryset", "get_queryset", "get_object", "form_class", "serializer_class"})  # a view's


def overriding_heir(
    definition: ast.ClassDef, attributes: AbstractSet[str], fixtures: AbstractSet[str], module: Module, modules: Modules
) -> str | None:
    """Return a class of another file that inherits from `definition` and may change what a method of it works on.

    It names another `Meta.model`; or it sets one of `attributes` or overrides a method; or it, its file or a
    conftest.py around has one of `fixtures`; or a mark passes something for one, also in the same file. Classes are
    matched by their bare names; None where no such class is among the files of the run.
    """
    own: set[str] = set()
    if attributes or fixtures:
        own = {name for name in _defined(definition) if not name.startswith(("test", "__"))} - _SET_UP
        own |= {*attributes, *fixtures, *_SAYING}
    done, waiting = set[str](), [definition.name]
    while waiting:
        name = waiting.pop()
        done.add(name)
        for file, node, source in _heirs(name, module, modules):
            tree = source.module.tree
            here = tree is module.tree
            around = [] if here else [tree, *_conftests(file, module, modules)]
            if (
                (not here and (own & _defined(node) or _meta_model(node) or _stores(source, node, own)))
                or any(fixtures & _functions(one) for one in around)
                or any(_passes_anew(one, fixtures) for one in (*node.decorator_list, *_marks(node.body)))
                or any(_passes_anew(one, fixtures) for one in ([] if here else _marks(tree.body)))
            ):
                return f"{node.name} of {modules.shown(file)}"
            waiting += {node.name} - done - set(waiting)
    return None


def read_of_self(receiver: ast.expr, function: ast.AST) -> tuple[set[str], set[str]] | None:
    """Return the attributes of `self` or `cls` and the parameters that a receiver comes from; None for neither."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    attributes, done = set[str](), set[str]()
    parameters = {item.arg for item in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    waiting: list[ast.AST] = [receiver]
    while waiting:
        for node in ast.walk(waiting.pop()):
            match node:
                case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                    attributes.add(name)
                case ast.Name(id=name) if name not in done:
                    done.add(name)
                    waiting += _values(function).get(name, ())
    of_self = done & {"self", "cls"}
    return (attributes, (done & parameters) - of_self) if of_self or done & parameters else None


@lru_cache(maxsize=1)  # a function's sites are asked about one after the other
def _values(function: ast.AST) -> Mapping[str, Sequence[ast.expr]]:
    """Return what a function binds names to, by the names."""
    found: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                targets = [target]
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                targets = [target]
            case ast.comprehension(target=target, iter=value):
                targets = [target]
            case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
                targets = [target]
            case _:
                continue
        for name in {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}:
            found[name].append(value)
    return found


def _heirs(name: str, module: Module, modules: Modules) -> Iterator[tuple[Path, ast.ClassDef, Source]]:
    own = Path(module.path).absolute()
    for file in map(Path, sorted(modules.files.inheriting(name))):
        if (found := module if file == own else modules.load_file(file)) is None:
            continue
        source = modules.source(found)
        names = {name, *_aliases(found, name)}
        for node in source.tree.classes:
            if any(_bare(base) in names for base in node.bases):
                yield file, node, source


def _aliases(module: Module, name: str) -> set[str]:
    if module.text and not re.search(rf"{name}[\s\\]+as\b".encode(), as_read(module.text)):
        return set()
    imports = (node for node in statements(module.tree, name.encode()) if isinstance(node, ast.ImportFrom))
    return {alias.asname for node in imports for alias in node.names if alias.name == name and alias.asname}


def _conftests(heir: Path, module: Module, modules: Modules) -> Iterator[ast.Module]:
    """Yield the conftest.py files that hold for an heir's file and not for the module's."""
    for folder in heir.parents:
        if Path(module.path).absolute().is_relative_to(folder):
            return
        if (found := modules.load_file(folder / "conftest.py")) is not None:
            yield found.tree


def _marks(body: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                yield value


def _passes_anew(mark: ast.expr, fixtures: AbstractSet[str]) -> bool:
    """Whether a mark of pytest passes something for one of `fixtures`, or for names that cannot be read."""
    return bool(fixtures) and any(
        (names := parametrized_by(call)) is None or not fixtures.isdisjoint(names) for call in parametrizing(mark)
    )


def _meta_model(definition: ast.ClassDef) -> bool:
    metas = (node for node in definition.body if isinstance(node, ast.ClassDef) and node.name == "Meta")
    return any("model" in _defined(meta) for meta in metas)


def _functions(tree: ast.Module) -> set[str]:
    """Return the names of a module's functions, and of what it imports, which may be a fixture as well."""
    imported = (one for node in tree.body if isinstance(node, ast.ImportFrom) for one in node.names)
    made = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return made | {one.asname or one.name for one in imported}


def _bare(base: ast.expr) -> str:
    while isinstance(base, ast.Subscript):
        base = base.value
    return base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""


def _defined(definition: ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for statement in definition.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def _stores(source: Source, definition: ast.ClassDef, names: AbstractSet[str]) -> bool:
    """Whether a method in the class sets one of the attributes of `self` or `cls`."""
    last = definition.end_lineno or definition.lineno
    return any(
        definition.lineno <= stored.lineno <= last
        and isinstance(stored.value, ast.Name)
        and stored.value.id in {"self", "cls"}
        for name in names
        for stored in source.tree.stores(name)
    )
