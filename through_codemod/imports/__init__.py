"""How does this module spell a name at a given place, and which import makes it true?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.imports.block import has_room, opening_imports, top_of
from through_codemod.imports.edits import Edits, NewImport
from through_codemod.imports.exports import Exports
from through_codemod.imports.lines import Lines
from through_codemod.imports.names import Names, model_name, registered_name
from through_codemod.imports.origins import Origins, Wanted
from through_codemod.imports.scopes import Function
from through_codemod.infer.history import GONE
from through_codemod.relations import ModelRef, RelationMap
from through_codemod.splice import Splice

if TYPE_CHECKING:
    from through_codemod.infer import Inference
    from through_codemod.infer.modules import Module, Modules

__all__ = ["Imports", "SpellingError", "Splice"]


class SpellingError(Exception):
    """No text at that place means the class: it is local to a function, or defined further below."""


class _Planned(NamedTuple):
    """A name that an edit will bind in `scope`: by a `statement` that is there, a new `line`, or an assignment.

    The last stands before line number `since`.
    """

    name: str
    thing: frozenset[str]
    scope: ast.Module | Function
    statement: ast.ImportFrom | None = None
    line: NewImport | None = None
    since: int = 0


class Imports:
    """The spellings that one module has for models and other names, and the imports that they still need.

    `source` is the module's text as UTF-8 without a byte order mark, `line_length` the longest line an import may
    have. `first_party` names the top-level packages that count as the project's own beside those `modules` finds.
    """

    def __init__(
        self,
        module: Module,
        source: bytes,
        inference: Inference,
        relations: RelationMap,
        modules: Modules,
        line_length: int,
        first_party: Iterable[str] = (),
    ) -> None:
        self._module = module
        self._source = source
        self._inference = inference
        self._relations = relations
        self._modules = modules
        self._line_length = line_length
        self._lines = Lines(source)
        self._exports = Exports(modules, relations.models)
        self._names = Names(module, source, inference, self._exports)
        self._origins = Origins(module, source, self._exports)
        own = [module.name.partition(".")[0]] if "." in module.name else []
        is_first_party = partial(_is_first_party, frozenset({*first_party, *own}), modules)
        self._edits = Edits(module.tree, self._lines, line_length, is_first_party)
        self._planned: list[_Planned] = []

    def model(self, model: ModelRef, at: ast.AST) -> str:
        """Return the text that means the class `model` at `at`; an import is planned where nothing means it yet.

        Raises `SpellingError` for a class that is local to a function or, in its own module, defined further below.
        """
        local, mark, name = model.name.rpartition("<locals>.")
        name, _, nested = name.partition(".")
        text = self._spelled(model.module, f"{local}{mark}{name}", at, self._label(model))
        return f"{text}.{nested}" if nested else text

    def name(self, module: str, name: str, at: ast.AST) -> str:
        """Return the text that means `module.name` at `at`: `transaction`, `models.Q`; plans an import if none does."""
        return self._spelled(module, name, at, "")

    def is_bound(self, name: str, at: ast.AST) -> bool:
        """Whether the module binds `name` to anything in a scope around `at`."""
        return any(name in scope.bindings for scope in self._names.scopes(at))

    def historical(self, model: ModelRef, apps: str, at: ast.AST) -> str:
        """Return the text that means the migration's `model` of the registry `apps` at `at`.

        That is a variable that holds it, or a new one beside the other `apps.get_model(...)` of the function, or the
        call itself where no line can be added.
        """
        app = self._label(model)
        thing = frozenset({model_name(model, apps), registered_name(apps, f"{app}.{model.name}")})
        wanted = Wanted(model.module, model.name, thing, app)
        if (found := self._visible(wanted.thing, at, variables=True)) is not None:
            return found
        place = self._place_for_assignment(apps, at)
        quote = (place and place[2]) or ("'" if self._source.count(b"'") > self._source.count(b'"') else '"')
        between = "." if place and place[3] else f"{quote}, {quote}"
        call = f"{apps}.get_model({quote}{wanted.app}{between}{model.name}{quote})"
        if place is None:
            return call
        function, line, _, _ = place

        def is_free(name: str) -> bool:
            return not (
                self._names.captures(name, function, wanted.thing)
                or self._names.is_shadowed(name, at, function)
                or any(plan.name == name and plan.scope is function for plan in self._planned)
            )

        name = _first_free(wanted, is_free)
        indent = self._lines.indent(function.body[0]) or ""
        text = f"{indent}{name} = {call}"
        if len(text) > self._line_length:
            opening, newline = f"{indent}{name} = {apps}.get_model(", self._lines.newline
            inside = call.removeprefix(f"{apps}.get_model(").removesuffix(")")
            text = f"{opening}{newline}{indent}    {inside}{newline}{indent})"
        self._edits.assign(line, text)
        self._planned.append(_Planned(name, wanted.thing, function, since=line))
        return name

    def splices(self) -> list[Splice]:
        """Return the edits that all calls so far need; empty if every name was there already."""
        return self._edits.splices()

    def _spelled(self, module: str, name: str, at: ast.AST, app: str) -> str:
        thing = self._exports.names(module, name) | {f"{module}.{name}"}
        if (found := self._visible(thing, at, variables=bool(app))) is not None:
            return found
        wanted = Wanted(module, name, thing, app)
        may_be_unfinished = module == self._module.name and not self._names.is_deferred(at)
        found = None if may_be_unfinished else self._through_module(wanted, at)
        if found is not None and (self._is_written(found) or not self._is_by_name(wanted)):
            return found
        if "<locals>" in name:
            raise SpellingError(f"{module}.{name} is local to a function")
        return self._plan(wanted, at)

    def _visible(self, thing: frozenset[str], at: ast.AST, variables: bool) -> str | None:
        """Return the name that means `thing` at `at`, one that a planned edit binds included.

        It may be one of the `variables` of a function where those can hold such a thing: a model's class.
        """
        for plan in self._planned:
            if plan.thing & thing and self._reaches(plan, at):
                return plan.name
        wanted = frozenset(name.rpartition(".")[2] for name in thing)

        def counts(module: str, name: str) -> bool:
            return name in wanted or self._exports.says(module, wanted)

        names = (name for name, known in self._names.candidates(at, counts, variables) if known & thing)
        both = chain(sorted(wanted), names)
        return next((name for name in both if self._names.meaning(name, at) & thing), None)

    def _reaches(self, plan: _Planned, at: ast.AST) -> bool:
        scope = next((scope for scope in self._names.scopes(at) if scope.node is plan.scope), None)
        if scope is None or self._names.is_shadowed(plan.name, at, plan.scope):
            return False
        if plan.statement is not None:
            return self._names.is_run_before(plan.statement, at, scope)
        if plan.line is not None:
            plan.line.above = self._earlier(plan.line.above, at) if isinstance(plan.scope, ast.Module) else None
        return getattr(at, "lineno", 0) >= plan.since

    def _collides(self, plan: _Planned, wanted: Wanted, scope: ast.Module | Function) -> bool:
        """Whether a planned name cannot be bound in `scope` as well: to something else, or around or inside it."""
        if not plan.thing & wanted.thing:
            return True
        return plan.scope is not scope and (
            self._names.is_inside(scope, plan.scope) or self._names.is_inside(plan.scope, scope)
        )

    def _earlier(self, above: ast.stmt | None, at: ast.AST) -> ast.stmt | None:
        """Return which of the two a new import has to stand above: `above`, or the top-level statement of `at`."""
        if self._names.is_deferred(at):
            return above
        here = self._top_statement(at)
        return here if above is None or here.lineno < above.lineno else above

    def _is_written(self, dotted: str) -> bool:
        """Whether the module spells it like that somewhere already."""
        return re.search(rb"(?<![\w.])%s\b" % re.escape(dotted.encode()), self._source) is not None

    def _is_by_name(self, wanted: Wanted) -> bool:
        """Whether the top of the module imports things by their names from where this is, and its name is free."""
        return not self._names.is_taken(wanted.name, wanted.thing) and any(
            not self._exports.is_module(f"{wanted.module}.{alias.name}")
            for statement in self._origins.offering(self._module.tree.body, wanted)
            if self._origins.is_own(statement, wanted) and self._edits.statement(statement) is not None
            for alias in statement.names
        )

    def _through_module(self, wanted: Wanted, at: ast.AST) -> str | None:
        """Return `models.Enrollment` or `school.models.Enrollment` where such a module is in scope."""

        def offers(owner: str) -> bool:
            offered = self._exports.offers(owner, wanted.name, wanted.thing)
            return offered and (owner == wanted.module or self._exports.is_module(owner))

        around = {part for dotted in wanted.thing for part in dotted.split(".")[:-1]}
        for known, owners in self._names.candidates(at, lambda _, name: name in around, variables=False):
            if any(offers(owner) for owner in owners) and self._names.meaning(known, at) & owners:
                return f"{known}.{wanted.name}"
        return next((f"{owner}.{wanted.name}" for owner in self._names.dotted_imports(at) if offers(owner)), None)

    def _plan(self, wanted: Wanted, at: ast.AST) -> str:
        function, tree = self._names.function(at), self._module.tree
        inside = function if function is not None and has_room(function, self._lines) else None
        statement: ast.ImportFrom | None = None
        scope: ast.Module | Function = tree
        if wanted.module == self._module.name:
            if inside is None or not self._names.is_deferred(at):
                raise SpellingError(f"{wanted.name} cannot be named at this point of {wanted.module}")
            scope = inside
        else:
            statement, scope = self._extendable(wanted, at, inside)
            if statement is None and inside is not None and self._origins.is_circular(wanted):
                scope = inside

        def is_free(name: str) -> bool:
            return not (
                self._names.is_shadowed(name, at, scope)
                or any(plan.name == name and self._collides(plan, wanted, scope) for plan in self._planned)
                or self._names.is_taken(name, wanted.thing)
            )

        name = _first_free(wanted, is_free)
        text = name if name == wanted.name else f"{wanted.name} as {name}"
        if name != wanted.name and statement in tree.body and self._edits.keeps_aliases_apart():
            statement = None
        line: NewImport | None = None
        if statement is not None:
            self._edits.extend(statement, text)
        else:
            above = self._earlier(None, at) if scope is tree else None
            module = self._origins.spelled(wanted)
            line = self._edits.add(scope, module, text, prepared=bool(wanted.app), above=above)
        self._planned.append(_Planned(name, wanted.thing, scope, statement, line))
        return name

    def _extendable(
        self, wanted: Wanted, at: ast.AST, inside: Function | None
    ) -> tuple[ast.ImportFrom | None, ast.Module | Function]:
        """Return the statement to add the name to, and the scope that it binds it in.

        The module's own come first, then those of the function, then those in a `try` or before `at` in its block.
        """
        tree, limit = self._module.tree, self._earlier(None, at)
        top = tree.body if limit is None else tree.body[: tree.body.index(limit)]
        if (found := self._best(top, wanted)) is not None:
            return found, tree
        if inside is not None:
            around = [item for block, count in self._names.before(at, inside) for item in block[:count]]
            if (found := self._best(around, wanted)) is not None:
                return found, inside
        nested = [item for statement in top if isinstance(statement, ast.Try) for item in statement.body]
        if limit is not None:
            nested += [item for block, count in self._names.before(at, tree) for item in block[:count]]
        return self._best(nested, wanted), tree

    def _best(self, statements: Iterable[ast.stmt], wanted: Wanted) -> ast.ImportFrom | None:
        found = [
            statement
            for statement in self._origins.offering(statements, wanted)
            if self._edits.statement(statement) is not None
        ]
        if self._edits.keeps_aliases_apart():
            found = [statement for statement in found if not statement.names[0].asname]
        if not found or self._edits.keeps_one_name_a_line():
            return None

        def rank(statement: ast.ImportFrom) -> tuple[bool, bool, int]:
            aliased = all(alias.asname for alias in statement.names)
            return aliased, not self._origins.is_own(statement, wanted), -len(statement.names)

        return min(found, key=rank)

    def _label(self, model: ModelRef) -> str:
        """Return the app label of a model."""
        if (known := self._relations.models.get(model)) is not None:
            return known.label.partition(".")[0]
        return model.module.removesuffix(GONE).replace(".models", "").rpartition(".")[2]

    def _top_statement(self, at: ast.AST) -> ast.stmt:
        child = at
        while (parent := self._inference.parent(child)) is not None and parent is not self._module.tree:
            child = parent
        assert isinstance(child, ast.stmt)
        return child

    def _place_for_assignment(self, apps: str, at: ast.AST) -> tuple[Function, int, str, bool] | None:
        """Return the function and line for a new `... = apps.get_model(...)`, and the quotes of its neighbour.

        And whether that has the label in one text: `"school.Course"`.

        The function is the one that the registry is a variable of, the line the one after the last such assignment
        that stands before `at` in its body, or after the registry's own. None where no line can stand there.
        """
        root = re.split(r"\W", apps, maxsplit=1)[0]
        nodes = [scope.node for scope in self._names.scopes(at)]
        functions = [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        holders = [function for function in functions if root in self._names.scope(function).bindings]
        function = next(iter(holders or functions), None)
        if function is None or not has_room(function, self._lines):
            return None
        lines, body = self._lines, function.body
        count = next((count for block, count in self._names.before(at, function) if block is body), 0)
        opening = opening_imports(function, lines)
        line, quote = lines.last(opening[-1]) + 1 if opening else top_of(function, lines), ""
        dotted = False
        bindings = self._names.scope(function).bindings.get(root, [])
        is_there = not bindings or any(isinstance(binding.node, ast.arg) for binding in bindings)
        for statement in body[:count]:
            match statement:
                case ast.Assign(value=ast.Call(func=ast.Attribute(attr="get_model"), args=[first, *_])):
                    line = lines.last(statement) + 1
                    dotted = isinstance(first, ast.Constant) and "." in str(first.value)
                    start, _ = lines.span(first)
                    quote = self._source[start : start + 1].decode() if isinstance(first, ast.Constant) else quote
                case _ if _assigns(statement, root):
                    line, is_there = lines.last(statement) + 1, True
        if not is_there or (count < len(body) and lines.first(body[count]) < line):
            return None
        return function, line, quote, dotted


def _first_free(wanted: Wanted, is_free: Callable[[str], bool]) -> str:
    """Return the name to bind: its own, or an alias, with a number if need be."""
    alias = wanted.alias
    candidates = chain((wanted.name, alias), (f"{alias}{number}" for number in count(2)))
    return next(name for name in candidates if is_free(name))


def _assigns(statement: ast.stmt, name: str) -> bool:
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Store) for node in names)


def _is_first_party(known: frozenset[str], modules: Modules, top: str) -> bool:
    return top in known or modules.is_project(top)
