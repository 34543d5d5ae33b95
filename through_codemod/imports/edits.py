"""Which bytes of a module change for the names that were planned?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from through_codemod.imports.block import Block, opening_imports, top_of
from through_codemod.imports.lines import Lines
from through_codemod.imports.scopes import Function
from through_codemod.imports.statement import FromImport, Habits, extended, written
from through_codemod.splice import Splice


@dataclass(slots=True)
class NewImport:
    """A new `from module import names`.

    `above` is the top-level statement that it has to stand above, `prepared` whether what it imports needs settings,
    search path or `django.setup()`.
    """

    module: str
    names: list[str]
    prepared: bool
    above: ast.stmt | None


class Edits:
    """The edits of one module: names for imports that are there, new imports, new assignments."""

    def __init__(self, tree: ast.Module, lines: Lines, line_length: int, is_first_party: Callable[[str], bool]) -> None:
        self._tree = tree
        self._lines = lines
        self._line_length = line_length
        self._is_first_party = is_first_party
        self._statements: dict[ast.ImportFrom, FromImport | None] = {}
        self._extended: dict[ast.ImportFrom, list[str]] = {}
        self._new: dict[ast.Module | Function, list[NewImport]] = {}
        self._assigned: dict[int, list[str]] = {}

    def extend(self, statement: ast.ImportFrom, name: str) -> None:
        """Add `name` ("Enrollment", "Enrollment as E") to a statement for which `statement()` is not None."""
        self._extended.setdefault(statement, []).append(name)

    def add(
        self, scope: ast.Module | Function, module: str, name: str, *, prepared: bool, above: ast.stmt | None
    ) -> NewImport:
        """Add `from module import name` to the module or a function; see `NewImport`."""
        lines = self._new.setdefault(scope, [])
        if not self.keeps_one_name_a_line():
            for line in lines:
                if line.module == module and line.above is above:
                    line.names.append(name)
                    return line
        lines.append(NewImport(module, [name], prepared, above))
        return lines[-1]

    def assign(self, line: int, text: str) -> None:
        """Add the line `text`, indentation included, before `line`."""
        self._assigned.setdefault(line, []).append(text)

    def statement(self, statement: ast.ImportFrom) -> FromImport | None:
        """Return the parts of a statement; None where it cannot be extended, as beside a semicolon or with a star."""
        if statement not in self._statements:
            start, end = self._lines.span(statement)
            text = self._lines.source[start:end].decode()
            self._statements[statement] = FromImport.parse(text) if self._lines.is_alone(statement) else None
        return self._statements[statement]

    def keeps_aliases_apart(self) -> bool:
        """Whether a name with `as` has a line of its own, as isort has it unless the file shows `combine_as_imports`.

        https://pycqa.github.io/isort/docs/configuration/options.html#combine-as
        """
        return not any(
            len(item.names) > 1 and any(alias.asname for alias in item.names) for item in self._from_imports()
        )

    def keeps_one_name_a_line(self) -> bool:
        """Whether the file keeps isort's `force_single_line`."""
        statements = self._from_imports()
        if any(len(item.names) > 1 for item in statements):
            return False
        modules = [(item.level, item.module) for item in statements if not item.names[0].asname]
        return len(set(modules)) < len(modules)

    def splices(self) -> list[Splice]:
        """Return the edits, those of one place in the order they were asked for."""
        if not (self._extended or self._new or self._assigned):
            return []
        habits = self._habits()
        return [*self._extensions(habits), *self._in_functions(habits), *self._assignments(), *self._at_top(habits)]

    def _from_imports(self) -> list[ast.ImportFrom]:
        return [item for item in self._tree.body if isinstance(item, ast.ImportFrom)]

    def _habits(self) -> Habits:
        parsed = [(self.statement(item), self._lines.after(item)) for item in self._from_imports()]
        statements = [(statement, comment) for statement, comment in parsed if statement is not None]
        return Habits.of(statements, self._line_length, self._lines.newline)

    def _extensions(self, habits: Habits) -> Iterator[Splice]:
        for statement, names in self._extended.items():
            parsed = self.statement(statement)
            assert parsed is not None
            start, end = self._lines.span(statement)
            indent, comment = self._lines.indent(statement) or "", self._lines.after(statement)
            text, took_comment = extended(parsed, names, habits, indent, comment)
            if took_comment:
                last = self._lines.last(statement)
                end = self._lines.offset(last) + len(self._lines.text(last).rstrip().encode())
            yield Splice(start, end, text.encode())

    def _in_functions(self, habits: Habits) -> Iterator[Splice]:
        for scope, imports in self._new.items():
            if isinstance(scope, ast.Module):
                continue
            indent = self._lines.indent(scope.body[0]) or ""
            texts = [written(item.module, item.names, habits, indent) for item in imports]
            if opening := opening_imports(scope, self._lines):
                block = Block(opening, self._lines, self._is_first_party)
                for item, text in zip(imports, texts, strict=True):
                    block.insert(item.module, item.names[0], text, prepared=False)
                yield from block.splices()
            else:
                line = top_of(scope, self._lines)
                yield self._lines.insertion(line, [*texts, *([] if self._lines.is_blank(line) else [""])])

    def _assignments(self) -> Iterator[Splice]:
        return (self._lines.insertion(line, texts) for line, texts in self._assigned.items())

    def _at_top(self, habits: Habits) -> Iterator[Splice]:
        imports = self._new.get(self._tree, [])
        limits = [item.above for item in imports if item.above is not None]
        above = min(limits, key=lambda statement: statement.lineno, default=None)
        block = Block(self._tree.body, self._lines, self._is_first_party, above)
        for item in imports:
            block.insert(item.module, item.names[0], written(item.module, item.names, habits), prepared=item.prepared)
        return block.splices()
