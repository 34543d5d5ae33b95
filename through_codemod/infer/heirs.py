"""May a class in another file change what a method of this one reads from `self`?"""

from __future__ import annotations

import ast
from pathlib import Path

from through_codemod.infer.modules import Module, Modules

_SET_UP = frozenset({"setUp", "setUpTestData", "setUpClass", "asyncSetUp", "tearDown", "Meta"})


def overriding_heir(definition: ast.ClassDef, attribute: str, module: Module, modules: Modules) -> str | None:
    """Return a class of another file that inherits from `definition` and sets `attribute` or overrides its methods.

    Classes are matched by their bare names; None where no such class is among the files of the run.
    """
    own = {name for name in _defined(definition) if not name.startswith(("test", "__"))} - _SET_UP
    for path in sorted(modules.heirs.get(definition.name, ())):
        file = Path(path).absolute()
        if file == Path(module.path).absolute() or (other := modules.load_file(file)) is None:
            continue
        for node in ast.walk(other.tree):
            if isinstance(node, ast.ClassDef) and any(_bare(base) == definition.name for base in node.bases):
                defined = _defined(node)
                if attribute in defined or attribute in _stored(node) or own & defined:
                    return f"{node.name} of {path}"
    return None


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


def _stored(definition: ast.ClassDef) -> set[str]:
    return {
        node.attr
        for node in ast.walk(definition)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"self", "cls"}
    }
