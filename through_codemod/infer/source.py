"""What does one module of the project hold, as seen from within and from the modules that import it?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Binding, Kind
from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.frames import Frame
from through_codemod.infer.growth import Growth
from through_codemod.infer.lasting import lasts
from through_codemod.infer.mutations import grown
from through_codemod.infer.rebound import is_rebound, patched, rebinding
from through_codemod.infer.scopes import Meaning, Scopes
from through_codemod.infer.tree import FunctionNode, Tree
from through_codemod.infer.values import Class, Collection, ModelClass, Package, Values, join, unknown
from through_codemod.relations import ModelRef, RelationMap
from through_codemod.unparsed import as_read, set_on_classes

if TYPE_CHECKING:
    from through_codemod.infer.classes import Lineage
    from through_codemod.infer.migrations import Ran
    from through_codemod.infer.modules import Module, Modules
    from through_codemod.infer.operations import Operation
    from through_codemod.infer.states import Start

SetByText = tuple[ast.expr, ast.expr, ast.expr | None]  # an object, the name of an attribute, and its value if any
_MAKERS = ("type", "new_class", "make_dataclass", "with_metaclass")
_GIVEN_MORE = r"%s(?<!\w%s)[\s\\]*(?:\.\s*\w+\s*)?\((?!\s*[\w.]+\s*\))"  # than a name alone: `type(course)`
MOST_RUNS = 1_000  # of a module's functions that stay known
_TYPE_COMMENT = rb"#[ \t]*type:[ \t]*(?!ignore)([^#\r\n]+)"


class Source:
    """The analysis of one module; everything in it is found when first asked for."""

    def __init__(self, module: Module, relations: RelationMap, modules: Modules) -> None:
        self.module = module
        self.relations = relations
        self.modules = modules
        self.root = Frame(self)
        self._lasting = 0  # how many runs of functions stay known, the first ones
        self._tidied = 0  # how much was found when what was found for others was last forgotten
        self.quoted: dict[tuple[ast.AST, str], ast.expr] = {}  # annotations in quotes, parsed
        self.commented: dict[tuple[ast.AST, str], ast.Expression | ast.FunctionType | None] = {}
        self.aliases: set[tuple[ast.AST | None, str]] = set()  # being looked through for what is put into them
        self.watched: set[ast.arg] = set()
        self.changed: dict[ast.arg, Growth | None] = {}  # what a function does to the containers it is passed
        self.underway: set[ast.ClassDef] = set()
        self.lineages: dict[ast.ClassDef, Lineage] = {}
        self.heirs: dict[ast.ClassDef, list[Class]] = {}
        self.set_anew: dict[ast.ClassDef, frozenset[str] | None] = {}  # by the methods of a form: fields, or any
        self.remade: dict[ast.ClassDef, frozenset[str] | None] = {}
        self.decorations: dict[FunctionNode, frozenset[str]] = {}
        self.fixtures: dict[str, frozenset[str]] = {}  # what each asks for, by name
        self.rests_on: dict[str, Set[str]] = {}  # and what that asks for, and so on
        self.fixture_functions: list[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]] | None = None  # with names
        self.fixture_levels: list[list[Source]] = []  # where fixtures come from
        self.own_fixtures: dict[str, ast.FunctionDef | ast.AsyncFunctionDef | None] | None = None  # by name
        self.may_be_fixtures: Set[str] | None = None  # names of which one may be a fixture
        self.stars: dict[Binding, frozenset[str] | None] = {}  # the names that each star import binds
        self.holding: dict[FunctionNode, bool] = {}  # functions, whether others stand in them
        self.results: dict[FunctionNode, list[ast.AST]] = {}
        self.uses: dict[tuple[ast.AST, str], list[ast.expr]] = {}  # where a scope's name is read
        self.ran: dict[frozenset[tuple[str, str]], Ran | None] = {}  # what has run before a migration, by packages
        self.starts: dict[frozenset[tuple[str, str]], list[Start] | str] = {}  # the models in front of it, likewise
        self.runs: dict[tuple[frozenset[tuple[str, str]], str], list[Start] | str] = {}  # and where it runs a function
        self.set_by_text: list[SetByText] | None = None  # which attributes it sets by their names
        self.mixed_in: dict[ast.ClassDef, Values] = {}  # what `self` is in a class that models inherit from
        self.pieced: bytes | None = None  # the pieces of its texts, put together
        self.made_by_call: dict[ast.ClassDef, bool] = {}  # whether calls make sub-classes of a class
        self.operations: tuple[Operation, ...] | None = None  # a migration's, once they are read

    @cached_property
    def tree(self) -> Tree:
        """Parents and indexes of the module's tree."""
        return Tree(self.module.tree, self.module.text)

    @cached_property
    def scopes(self) -> Scopes:
        """The scopes of the module."""
        return Scopes(self.tree)

    @cached_property
    def rebinding(self) -> list[ast.expr | None]:
        """The texts by which the module binds names of its own; None among them stands for any."""
        return rebinding(self)

    @cached_property
    def patched(self) -> frozenset[str]:
        """The names of functions and attributes in whose place the module puts others."""
        return patched(self)

    @cached_property
    def set_on_classes(self) -> frozenset[str]:
        """The names under which the module's text sets something on what may be a class, from outside of its body."""
        return set_on_classes(self.module.text)

    @cached_property
    def given_to_makers(self) -> list[ast.Name]:
        """The names in what is given, behind a first argument, to what makes classes: `type("B", (A,), {})`."""
        found: list[ast.Name] = []
        text = as_read(self.module.text)
        for maker in _MAKERS:
            if text and not re.search((_GIVEN_MORE % (maker, maker)).encode(), text):
                continue
            for use in self.tree.names(maker):
                called: ast.AST = use
                if isinstance(parent := self.tree.parent(called), ast.Attribute):
                    called, parent = parent, self.tree.parent(parent)
                if isinstance(parent, ast.Call) and parent.func is called:
                    inside = (node for item in parent.args[1:] for node in ast.walk(item))
                    found += [node for node in inside if isinstance(node, ast.Name)]
        return found

    @cached_property
    def generates_tests(self) -> bool:
        """Whether the module may have pytest run tests with what a hook of its own gives them."""
        return b"pytest_generate_tests" in self.module.text

    @cached_property
    def registers_factories(self) -> bool:
        """Whether the module may have pytest-factoryboy make fixtures of factories."""
        return b"pytest_factoryboy" in self.module.text

    @property
    def is_test(self) -> bool:
        """Whether pytest may collect the module, by its name."""
        return "test" in Path(self.module.path).name

    @cached_property
    def type_comments(self) -> dict[int, str]:
        """The module's type comments by the line that they end."""
        text = self.module.text
        if b"type:" not in text:
            return {}
        found = {}
        for match in re.finditer(_TYPE_COMMENT, text):
            found[text.count(b"\n", 0, match.start()) + 1] = match[1].decode("utf-8", "replace").strip()
        return found

    @cached_property
    def swaps_users(self) -> bool:
        """Whether the module changes the setting AUTH_USER_MODEL, as tests do."""
        text = self.module.text
        if text and b"AUTH_USER_MODEL" not in as_read(text):
            return False
        return any(
            (isinstance(node, ast.keyword) and node.arg == "AUTH_USER_MODEL")
            or (isinstance(node, ast.Attribute) and node.attr == "AUTH_USER_MODEL" and isinstance(node.ctx, ast.Store))
            for node in ast.walk(self.module.tree)
        )

    def member(self, name: str) -> Values:
        """Return what `from this_module import name` gives."""
        return self.modules.engine.solve(self.root.memo, ("member", name), lambda: self._member(name))

    def attribute(self, name: str) -> Values:
        """Return what `this_module.name` gives, when functions of the module have run or not."""
        later = self.scopes.set_by_functions(name)
        return join((self.member(name), *map(self.root.bound, later))) if later else self.member(name)

    def _member(self, name: str) -> Values:
        flow = self.scopes.flow(self.module.tree)
        reaching = flow.at_end(name) if flow.end is not None else None
        bindings = reaching.bindings if reaching is not None else tuple(flow.bindings.get(name, ()))
        found = [self.root.bound(binding) for binding in bindings]
        for star in flow.stars if not bindings else reaching.stars if reaching is not None else ():
            exports = self.star(star)
            if exports is None:
                if not bindings:
                    found.append(unknown(f"{name} may come from a star import"))
            elif name in exports:
                found.append(self.root.bound(star, name))
        if found:
            values = join(found)
            if any(isinstance(value, Collection) for value in values):
                values = grown(self.root, values, Meaning(bindings, self.module.tree), name)
            return join((values, unknown(f"{name} is bound by its name"))) if is_rebound(self, name) else values
        whole = f"{self.module.name}.{name}" if self.module.name else ""
        if self.module.is_package and whole and self.modules.is_project(whole, self.module):
            return frozenset({Package(whole)})
        ref = ModelRef(self.module.name, name)
        if ref in self.relations.models:
            return frozenset({ModelClass(ref, how=str(ref))})
        return unknown(f"{name} is not in {self.module.name or self.module.path}")

    def close(self) -> None:
        """Forget everything: what is found refers back to here, so that it would stay until garbage is looked for."""
        vars(self.root).clear()
        vars(self).clear()

    @property
    def is_closed(self) -> bool:
        """Whether everything is forgotten."""
        return not vars(self)

    def tidy(self) -> None:
        """Forget what was found for callers in other modules, and so the modules themselves."""
        inner = self.root.inner
        if len(inner) > MOST_RUNS:
            inner.clear()
        elif len(inner) > self._lasting:
            for key in [key for key, frame in islice(inner.items(), self._lasting, None) if not lasts(frame)]:
                del inner[key]
        self._lasting = len(inner)
        memo = self.root.memo
        if len(memo) > self._tidied:
            for key in [key for key in memo if isinstance(key, tuple) and key[0] == "attribute"]:
                del memo[key]
            self._tidied = len(memo)

    def exports(self) -> Iterator[str]:
        """Yield the names that `from this_module import *` binds."""
        flow = self.scopes.flow(self.module.tree)
        listed = self._listed()
        if listed is not None:
            yield from listed
            return
        yield from (name for name in flow.bindings if not name.startswith("_"))
        for star in flow.stars:
            yield from self.star(star) or ()

    def star(self, binding: Binding) -> frozenset[str] | None:
        """Return the names that a `from x import *` of this module binds; None where x cannot be read."""
        if binding not in self.stars:
            statement = binding.statement
            assert isinstance(statement, ast.ImportFrom)
            name = absolute(self.module.package, statement.level, statement.module)
            self.stars[binding] = frozenset()  # that module may import everything of this one: it gets nothing anew
            self.stars[binding] = self.modules.exports(name, self.module) if name else None
        return self.stars[binding]

    def _listed(self) -> list[str] | None:
        bindings = self.scopes.flow(self.module.tree).bindings.get("__all__", ())
        if len(bindings) != 1 or bindings[0].kind is not Kind.ASSIGN:
            return None
        match bindings[0].value:
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        return None
