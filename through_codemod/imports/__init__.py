"""How does this module spell a name at a given place, and which import makes it true?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from through_codemod.imports.block import Block, is_one_line, top_of
from through_codemod.imports.exports import Exports, absolute
from through_codemod.imports.lines import Lines
from through_codemod.imports.names import Names, model_name
from through_codemod.imports.scopes import Function
from through_codemod.imports.statement import FromImport, extended, order_of, style_of
from through_codemod.relations import ModelRef, RelationMap
from through_codemod.splice import Splice

if TYPE_CHECKING:
    from through_codemod.infer import Inference
    from through_codemod.infer.modules import Module, Modules

__all__ = ["Imports", "SpellingError", "Splice"]


class SpellingError(Exception):
    """No text at that place means the class: it is local to a function, or defined further below."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A name that an edit will bind, in the module (`function` is None) or in a function, from the line `line` on."""

    name: str
    thing: frozenset[str]
    function: Function | None
    line: int


@dataclass(slots=True)
class _Line:
    """A new `from module import names`."""

    module: str
    names: list[str]
    is_model: bool
    limit: ast.stmt | None


@dataclass(slots=True)
class _Edits:
    extended: dict[ast.ImportFrom, list[str]] = field(default_factory=dict)
    top: list[_Line] = field(default_factory=list)
    inside: dict[Function, list[_Line]] = field(default_factory=dict)
    historical: dict[tuple[Function, int], list[str]] = field(default_factory=dict)


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
        self._first_party = frozenset(first_party)
        self._exports = Exports(modules, relations.models)
        self._names = Names(module, source, inference, self._exports)
        self._lines = Lines(source)
        self._planned: list[_Planned] = []
        self._edits = _Edits()
        self._from_imports: dict[ast.ImportFrom, FromImport | None] = {}

    def model(self, model: ModelRef, at: ast.AST) -> str:
        """Return the text that means the class `model` at `at`; an import is planned where nothing means it yet.

        Raises `SpellingError` for a class that is local to a function or, in its own module, defined further below.
        """
        local, mark, name = model.name.rpartition("<locals>.")
        name, _, rest = name.partition(".")
        text = self._spelled(model.module, f"{local}{mark}{name}", at, model)
        return f"{text}.{rest}" if rest else text

    def name(self, module: str, name: str, at: ast.AST) -> str:
        """Return the text that means `module.name` at `at`: `transaction`, `models.Q`; plans an import if none does."""
        return self._spelled(module, name, at, None)

    def historical(self, model: ModelRef, apps: str, at: ast.AST) -> str:
        """Return the text that means the migration's `model` of the registry `apps` at `at`.

        That is a variable that holds it, or a new one beside the other `apps.get_model(...)` of the function, or the
        call itself where no line can be added.
        """
        thing = frozenset({model_name(model, apps)})
        if (found := self._visible(thing, at, lambda name: self._is_historical(name, at, model, apps))) is not None:
            return found
        label = self._label(model)
        place = self._historical_place(apps, at)
        quote = "'" if self._source.count(b"'") > self._source.count(b'"') else '"'
        call = f"{apps}.get_model({quote}{label}{quote}, {quote}{model.name}{quote})"
        if place is None:
            return call
        function, line, indent, like = place
        if like:
            call = call.replace(quote, like)
        name = self._free(
            model.name,
            self._alias(model.module, model.name, model),
            lambda name: (
                not self._names.captures(name, function, thing)
                and not self._names.is_shadowed(name, at, function)
                and not any(plan.name == name and plan.function is function for plan in self._planned)
            ),
        )
        self._edits.historical.setdefault((function, line), []).append(f"{indent}{name} = {call}")
        self._planned.append(_Planned(name, thing, function, line))
        return name

    def splices(self) -> list[Splice]:
        """Return the edits that all calls so far need; empty if every name was there already."""
        return [*self._extensions(), *self._function_lines(), *self._top_lines()]

    def _spelled(self, module: str, name: str, at: ast.AST, model: ModelRef | None) -> str:
        thing = self._exports.names(module, name) | {f"{module}.{name}"}
        if (found := self._visible(thing, at, lambda known: bool(self._names.meaning(known, at) & thing))) is not None:
            return found
        if (found := self._through_module(thing, module, name, at)) is not None:
            return found
        if "<locals>" in name:
            raise SpellingError(f"{module}.{name} is local to a function")
        own = module == self._module.name
        if own and not self._names.is_deferred(at):
            raise SpellingError(f"{name} is not defined at this point of {module}")
        return self._plan(thing, module, name, at, model, own=own)

    def _visible(self, thing: frozenset[str], at: ast.AST, means: Callable[[str], bool]) -> str | None:
        """Return the name that means `thing` at `at`, one that a planned edit binds included."""
        for plan in self._planned:
            if plan.thing & thing and self._reaches(plan, at):
                return plan.name
        wanted = {name.rpartition(".")[2] for name in thing}
        names = [name for name, _ in self._names.imported(at)]
        starred = [name for name in wanted if name not in names]
        for name in [*sorted(names, key=lambda name: name not in wanted), *starred]:
            if means(name):
                return name
        return None

    def _reaches(self, plan: _Planned, at: ast.AST) -> bool:
        if plan.function is None:
            if self._names.is_shadowed(plan.name, at, self._module.tree):
                return False
            return self._names.is_deferred(at) or getattr(at, "lineno", 0) > plan.line
        functions = [scope.node for scope in self._names.scopes(at)]
        if plan.function not in functions or getattr(at, "lineno", 0) < plan.line:
            return False
        return not self._names.is_shadowed(plan.name, at, plan.function)

    def _through_module(self, thing: frozenset[str], module: str, name: str, at: ast.AST) -> str | None:
        """Return `models.Enrollment` or `school.models.Enrollment` where such a module is in scope."""
        for known, binding in self._names.imported(at):
            if isinstance(binding.node, ast.ClassDef):
                continue
            owners = self._names.meaning(known, at)
            for owner in owners:
                if (owner == module or self._exports.is_module(owner)) and self._exports.has(owner, name, thing):
                    return f"{known}.{name}"
        for dotted in self._names.dotted_imports(at):
            if (dotted == module or self._exports.is_module(dotted)) and self._exports.has(dotted, name, thing):
                return f"{dotted}.{name}"
        return None

    def _plan(
        self, thing: frozenset[str], module: str, name: str, at: ast.AST, model: ModelRef | None, *, own: bool
    ) -> str:
        function = self._names.function(at)
        inside = function if function is not None and not is_one_line(function, self._lines) else None
        statement = None if own else self._extendable(thing, name, at, inside)
        if statement is not None:
            target: Function | None = inside if statement not in self._top_level() else None
        else:
            target = inside if own or self._is_circular(thing, module, name, at) else None
        bound = self._free_name(thing, module, name, at, model, target)
        if bound != name and target is None and self._aliases_apart():
            statement = None
        text = name if bound == name else f"{name} as {bound}"
        line = 0
        if statement is not None:
            self._edits.extended.setdefault(statement, []).append(text)
            line = statement.lineno
        elif target is not None:
            self._line(self._edits.inside.setdefault(target, []), self._origin(module, name, thing), text, model, None)
        else:
            limit = None if self._names.is_deferred(at) else self._top_statement(at)
            self._line(self._edits.top, self._origin(module, name, thing), text, model, limit)
        self._planned.append(_Planned(bound, thing, target, line))
        return bound

    def _line(
        self, lines: list[_Line], module: str, text: str, model: ModelRef | None, limit: ast.stmt | None
    ) -> None:
        for line in lines:
            if line.module == module and line.limit is limit and not self._one_name_a_line():
                line.names.append(text)
                return
        lines.append(_Line(module, [text], model is not None, limit))

    def _free_name(
        self,
        thing: frozenset[str],
        module: str,
        name: str,
        at: ast.AST,
        model: ModelRef | None,
        function: Function | None,
    ) -> str:
        """Return the name to bind: `name` itself, or an alias where that could be mistaken."""
        outside = function or self._module.tree

        def is_free(name: str) -> bool:
            return not (
                self._names.is_shadowed(name, at, outside)
                or (function is not None and name in self._names.scope(function).declared)
                or any(plan.name == name and not plan.thing & thing for plan in self._planned)
                or self._names.is_taken(name, thing)
            )

        return self._free(name, self._alias(module, name, model), is_free)

    @staticmethod
    def _free(name: str, alias: str, is_free: Callable[[str], bool]) -> str:
        candidates = (name, alias, *(f"{alias}{number}" for number in range(2, 1000)))
        return next(candidate for candidate in candidates if is_free(candidate))

    def _alias(self, module: str, name: str, model: ModelRef | None) -> str:
        if model is not None:
            return "".join(part[:1].upper() + part[1:] for part in self._label(model).split("_")) + name
        last = module.rpartition(".")[2]
        if last in name:
            last = module.partition(".")[0]
        return f"{last}_{name}" if name[:1].islower() else f"{last[:1].upper()}{last[1:]}{name}"

    def _label(self, model: ModelRef) -> str:
        """Return the app label of a model."""
        if (known := self._relations.models.get(model)) is not None:
            return known.label.partition(".")[0]
        return next(part for part in reversed(model.module.replace(".models", "").split(".")) if part)

    # -- extending an import that is there

    def _top_level(self) -> list[ast.stmt]:
        return self._module.tree.body

    def _extendable(
        self, thing: frozenset[str], name: str, at: ast.AST, inside: Function | None
    ) -> ast.ImportFrom | None:
        """Return the statement to add the name to: the module's, or the function's where only it imports these."""
        limit = None if self._names.is_deferred(at) else self._top_statement(at)
        above = self._top_level() if limit is None else self._top_level()[: self._top_level().index(limit)]
        if (found := self._best(above, thing, name)) is not None:
            return found
        if inside is not None:
            around = [item for block, count in self._names.before(at, inside) for item in block[:count]]
            if (found := self._best(around, thing, name)) is not None:
                return found
        tried = [item for statement in above if isinstance(statement, ast.Try) for item in statement.body]
        if limit is not None:
            tried += [item for block, count in self._names.before(at, self._module.tree) for item in block[:count]]
        return self._best(tried, thing, name)

    def _best(self, statements: Iterable[ast.stmt], thing: frozenset[str], name: str) -> ast.ImportFrom | None:
        found = [
            statement
            for statement in statements
            if isinstance(statement, ast.ImportFrom)
            and statement.module != "__future__"
            and self._exports.has(absolute(self._module, statement), name, thing)
            and self._from_import(statement) is not None
        ]
        if self._aliases_apart():
            found = [statement for statement in found if not statement.names[0].asname]
        if not found or self._one_name_a_line():
            return None
        own = {dotted.rpartition(".")[0] for dotted in thing}

        def rank(statement: ast.ImportFrom) -> tuple[bool, bool, int]:
            aliased = all(alias.asname for alias in statement.names)
            return aliased, absolute(self._module, statement) not in own, -len(statement.names)

        return min(found, key=rank)

    def _from_import(self, statement: ast.ImportFrom) -> FromImport | None:
        if statement not in self._from_imports:
            start, end = self._lines.span(statement)
            alone = self._lines.is_alone(statement)
            parsed = FromImport.parse(self._source[start:end].decode()) if alone else None
            self._from_imports[statement] = parsed
        return self._from_imports[statement]

    def _parsed(self) -> Iterator[FromImport]:
        for statement in self._top_level():
            if isinstance(statement, ast.ImportFrom) and (parsed := self._from_import(statement)) is not None:
                yield parsed

    def _aliases_apart(self) -> bool:
        """Whether the file keeps a name with `as` on a line of its own, as isort does without `combine_as_imports`."""
        statements = [item for item in self._top_level() if isinstance(item, ast.ImportFrom)]
        aliased = [item for item in statements if any(alias.asname for alias in item.names)]
        modules = Counter((item.level, item.module) for item in statements)
        return all(len(item.names) == 1 for item in aliased) and any(
            modules[item.level, item.module] > 1 for item in aliased
        )

    def _one_name_a_line(self) -> bool:
        """Whether the file keeps isort's `force_single_line`."""
        modules: list[tuple[int, str | None]] = []
        for statement in self._top_level():
            if isinstance(statement, ast.ImportFrom):
                if len(statement.names) > 1:
                    return False
                if not statement.names[0].asname:
                    modules.append((statement.level, statement.module))
        return len(set(modules)) < len(modules)

    # -- a new import

    def _is_circular(self, thing: frozenset[str], module: str, name: str, at: ast.AST) -> bool:
        """Whether the import cannot stand at the top of this module.

        So it is where the models import this module, where this module keeps them for type checkers, and in the module
        of an AppConfig: https://docs.djangoproject.com/en/stable/ref/applications/#how-applications-are-loaded.
        """
        if not self._exports.is_module(module):
            return False
        scope = self._names.scope(self._module.tree)
        for binding in scope.bindings.get(name, ()):
            if binding.typing:
                return True
        for statement in self._top_level():
            if isinstance(statement, ast.ClassDef) and "AppConfig" in map(_last_name, statement.bases):
                return True
        return bool(self._module.name) and self._exports.leads_to(
            self._source_module(module, name, thing), self._module.name
        )

    def _source_module(self, module: str, name: str, thing: frozenset[str]) -> str:
        """Return the module to import from: a package around the model's own that re-exports it, else that one."""
        parts = module.split(".")
        packages = [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
        outside = [
            package
            for package in packages
            if not f"{self._module.name}.".startswith(f"{package}.")
            and self._exports.is_module(package)
            and self._exports.has(package, name, thing)
        ]
        return next((package for package in outside if package.endswith(".models")), outside[0] if outside else module)

    def _origin(self, module: str, name: str, thing: frozenset[str]) -> str:
        """Return how this file spells the module to import from: `.models` or `school.models`."""
        module = self._source_module(module, name, thing)
        package = self._module.package.split(".") if self._module.package else []
        parts = module.split(".")
        common = 0
        while common < min(len(package), len(parts)) and package[common] == parts[common]:
            common += 1
        if not common:
            return module
        level = len(package) - common + 1
        base = ".".join(parts[:common])
        relative = absolutely = 0
        for statement in ast.walk(self._module.tree) if b"from ." in self._source else ():
            if isinstance(statement, ast.ImportFrom):
                target = absolute(self._module, statement)
                if statement.level:
                    relative += statement.level >= level
                elif target == base or target.startswith(f"{base}."):
                    absolutely += 1
        if not relative or absolutely > relative:
            return module
        return "." * level + ".".join(parts[common:])

    def _top_statement(self, at: ast.AST) -> ast.stmt:
        child = at
        while (parent := self._inference.parent(child)) is not None and parent is not self._module.tree:
            child = parent
        assert isinstance(child, ast.stmt)
        return child

    def _is_first_party(self, top: str) -> bool:
        own = self._module.name.partition(".")[0] if "." in self._module.name else None
        return top == own or top in self._first_party or self._exports.is_module(top)

    # -- the bytes

    def _extensions(self) -> Iterator[Splice]:
        statements = list(self._parsed())
        for statement, names in self._edits.extended.items():
            parsed = self._from_import(statement)
            assert parsed is not None
            start, end = self._lines.span(statement)
            comment = self._lines.after(statement)
            text, took = extended(
                parsed,
                names,
                order=order_of(statements),
                wrap=style_of(other for other in statements if other is not parsed),
                indent=self._lines.indent(statement) or "",
                width=self._width(statements),
                newline=self._lines.newline,
                comment=comment,
            )
            if took:
                end = self._lines.offset(self._lines.last(statement)) + len(
                    self._lines.text(self._lines.last(statement)).rstrip().encode()
                )
            yield Splice(start, end, text.encode())

    def _width(self, statements: Iterable[FromImport]) -> int:
        """Return the longest line for an import: what grids in the file keep to may be less than the line length."""
        grids = [statement for statement in statements if statement.is_grid and statement.is_long]
        return min([self._line_length, *(grid.width_within(self._line_length) for grid in grids)])

    def _text(self, line: _Line, indent: str) -> str:
        statements = list(self._parsed())
        order = order_of(statements)
        names = sorted(line.names, key=lambda name: order(name.partition(" ")[0]))  # type: ignore[arg-type, return-value]
        first = FromImport.parse(f"from {line.module} import {names[0]}")
        assert first is not None
        text, _ = extended(
            first,
            names[1:],
            order=order,
            wrap=style_of(statements),
            indent=indent,
            width=self._width(statements),
            newline=self._lines.newline,
            comment="",
        )
        if len(indent + text) > self._width(statements) and "\n" not in text:
            return style_of(statements).layout(indent + first.prefix, names, self._line_length, self._lines.newline)
        return indent + text

    def _function_lines(self) -> Iterator[Splice]:
        newline = self._lines.newline
        for function, lines in self._edits.inside.items():
            line, blank = top_of(function, self._lines)
            indent = self._lines.indent(function.body[0]) or ""
            text = "".join(f"{self._text(item, indent)}{newline}" for item in lines)
            yield self._inserted(line, text + (newline if blank else ""))
        for (_, line), assignments in self._edits.historical.items():
            yield self._inserted(line, "".join(f"{text}{newline}" for text in assignments))

    def _inserted(self, line: int, text: str) -> Splice:
        offset = self._lines.offset(line)
        if offset == len(self._source) and not self._source.endswith((b"\n", b"\r")):
            text = self._lines.newline + text.removesuffix(self._lines.newline)
        return Splice(offset, offset, text.encode())

    def _top_lines(self) -> Iterator[Splice]:
        if not self._edits.top:
            return
        limits = [line.limit for line in self._edits.top if line.limit is not None]
        limit = min(limits, key=lambda statement: statement.lineno, default=None)
        block = Block(self._module.tree, self._lines, self._is_first_party, limit)
        for line in self._edits.top:
            block.insert(line.module, line.names[0], self._text(line, ""), is_model=line.is_model)
        yield from block.splices()

    # -- migrations

    def _is_historical(self, name: str, at: ast.AST, model: ModelRef, apps: str) -> bool:
        return model_name(model, apps) in self._names.meaning(name, at)

    def _historical_place(self, apps: str, at: ast.AST) -> tuple[Function, int, str, str] | None:
        """Return the function, line and indentation for a new `apps.get_model(...)`, and its neighbour's quotes."""
        root = re.split(r"\W", apps, maxsplit=1)[0]
        nodes = [scope.node for scope in self._names.scopes(at)]
        functions = [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        holders = [function for function in functions if root in self._names.scope(function).bindings]
        function = next(iter(holders or functions), None)
        if function is None or is_one_line(function, self._lines):
            return None
        lines, body = self._lines, function.body
        count = next((count for block, count in self._names.before(at, function) if block is body), 0)
        indent = lines.indent(body[0]) or ""
        quote = ""
        last: ast.stmt | None = None
        for statement in body[:count]:
            match statement:
                case ast.Assign(value=ast.Call(func=ast.Attribute(attr="get_model"), args=args)):
                    last = statement
                    if args and (start := args[0].col_offset) is not None:
                        written = lines.text(args[0].lineno).encode()[start : start + 1].decode()
                        quote = written if written in "\"'" else quote
                case _ if _assigns(statement, root):
                    last = statement
        if last is None:
            line, _ = top_of(function, lines)
        else:
            line = lines.last(last) + 1
        if count < len(body) and lines.first(body[count]) < line:
            return None
        return function, line, indent, quote


def _assigns(statement: ast.stmt, name: str) -> bool:
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Store) for node in names)


def _last_name(expression: ast.expr) -> str:
    return ast.unparse(expression).rpartition(".")[2]
