"""From which module does this one import a thing, and may the import stand at its top?"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.document import statements
from through_codemod.imports.exports import Exports, absolute, scope_of

if TYPE_CHECKING:
    from through_codemod.infer.modules import Module

LATE_SETUP = re.compile(rb"^[ \t]+django\.setup\(\)", re.MULTILINE)


class Wanted(NamedTuple):
    """What is to be spelled: `module.name`, known under all the dotted names in `thing`.

    `app` is the app label where it is a model, "" else.
    """

    module: str
    name: str
    thing: frozenset[str]
    app: str

    @property
    def alias(self) -> str:
        """The name to import it under where its own is taken: `SchoolEnrollment`, `db_transaction`."""
        if self.app:
            return "".join(part[:1].upper() + part[1:] for part in self.app.split("_")) + self.name
        first, _, last = self.module.rpartition(".")
        if last in self.name and first:
            last = first.partition(".")[0]
        return f"{last}_{self.name}" if self.name[:1].islower() else f"{last[:1].upper()}{last[1:]}{self.name}"


class Origins:
    """Where one module imports from."""

    def __init__(self, module: Module, source: bytes, exports: Exports) -> None:
        self._module = module
        self._source = source
        self._exports = exports

    def offering(self, statements: Iterable[ast.stmt], wanted: Wanted) -> Iterator[ast.ImportFrom]:
        """Yield the statements that import from the thing's own module or a package around it that has it.

        Any other module has the thing for its own use only, and a package that this module is a part of may not have it
        yet: https://docs.python.org/3/faq/programming.html#what-are-the-best-practices-for-using-import-in-a-module
        """
        for statement in statements:
            if isinstance(statement, ast.ImportFrom) and statement.module != "__future__":
                module = absolute(self._module, statement)
                if module != wanted.module:
                    around = f"{wanted.module}.".startswith(f"{module}.") and wanted.app
                    if not around or f"{self._module.name}.".startswith(f"{module}."):
                        continue
                if self._exports.offers(module, wanted.name, wanted.thing):
                    yield statement

    def is_own(self, statement: ast.ImportFrom, wanted: Wanted) -> bool:
        """Whether the statement imports from the very module that defines the thing."""
        return absolute(self._module, statement) == wanted.module

    def spelled(self, wanted: Wanted) -> str:
        """Return how the module to import from is spelled: `school.models`, or `.models` where siblings are so."""
        module = self._home(wanted)
        package = self._module.package.split(".") if self._module.package else []
        parts = module.split(".")
        common = 0
        while common < min(len(package), len(parts)) and package[common] == parts[common]:
            common += 1
        level = len(package) - common + 1
        cannot_be_named = any(map(keyword.iskeyword, parts))  # a package called `async`
        if not common or not (cannot_be_named or self._prefers_relative(level, ".".join(parts[:common]))):
            return module
        return "." * level + ".".join(parts[common:])

    def _prefers_relative(self, level: int, base: str) -> bool:
        """Whether more imports climb `level` packages than name one in the package `base`, where that climb ends."""
        relative = named = 0
        for statement in self._imports:
            if statement.level:
                relative += statement.level >= level
            else:
                named += f"{statement.module}.".startswith(f"{base}.")
        return relative > 0 and relative >= named

    @cached_property
    def _imports(self) -> list[ast.ImportFrom]:
        """The module's `from ... import`, in functions too, where one of them climbs."""
        if not re.search(rb"\bfrom[ \t]+\.", self._source):
            return []
        return [one for one in statements(self._module.tree, b"import") if isinstance(one, ast.ImportFrom)]

    def _home(self, wanted: Wanted) -> str:
        """Return the module to import from: a package around the thing's own that re-exports it, else that one.

        The one called `models` comes first. None that this module stands in itself, and none where this module imports
        from the package's modules only.
        """
        parts = wanted.module.split(".")
        packages = [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
        around = [
            package
            for package in packages
            if not f"{self._module.name}.".startswith(f"{package}.")
            and self._exports.is_module(package)
            and self._exports.offers(package, wanted.name, wanted.thing)
        ]
        if not around:
            return wanted.module
        package = next((name for name in around if name.endswith(".models")), around[0])
        body = self._module.tree.body
        imported = {absolute(self._module, item) for item in body if isinstance(item, ast.ImportFrom)}
        beside = any(name.startswith(f"{package}.") for name in imported)
        return wanted.module if beside and package not in imported else package

    def _keeps_models_inside(self, wanted: Wanted) -> bool:
        """Whether functions import from the thing's top package, and nothing at the top of the module does."""
        top = wanted.module.partition(".")[0]

        def imports(node: ast.AST) -> bool:
            match node:
                case ast.ImportFrom():
                    return absolute(self._module, node).partition(".")[0] == top
                case ast.Import(names=names):
                    return any(alias.name.partition(".")[0] == top for alias in names)
            return False

        if any(imports(node) for node in _run_at_import(self._module.tree.body)):
            return False
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        inside = (node for node in ast.walk(self._module.tree) if isinstance(node, functions))
        return any(imports(node) for function in inside for node in ast.walk(function))

    def is_circular(self, wanted: Wanted) -> bool:
        """Whether the import cannot stand at the top of this module.

        So it is where the thing's module imports this one, where this module keeps the thing for type checkers, and
        where it is loaded before the models: that of an AppConfig, a script that calls `django.setup()` further in, and
        one that imports models in its functions only.
        https://docs.djangoproject.com/en/stable/ref/applications/#how-applications-are-loaded
        """
        if not self._exports.is_module(wanted.module):
            return False
        body = self._module.tree.body
        if any(isinstance(item, ast.ClassDef) and "AppConfig" in map(_last_name, item.bases) for item in body):
            return True
        if LATE_SETUP.search(self._source) or self._keeps_models_inside(wanted):
            return True
        scope = scope_of(self._module.tree)
        if any(binding.typing for binding in scope.bindings.get(wanted.name, ())):
            return True
        return bool(self._module.name) and self._exports.leads_to(self._home(wanted), self._module.name)


def _run_at_import(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes that run when the module is imported, outside of `if TYPE_CHECKING:`."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not typing and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def _last_name(expression: ast.expr) -> str:
    return ast.unparse(expression).rpartition(".")[2]
