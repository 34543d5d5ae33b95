"""Where does a new import line go, at the top of a module or of a function?

Sections and orders are isort's: https://pycqa.github.io/isort/docs/configuration/options.html; what the file itself
does comes first.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple

from through_codemod.imports.lines import Lines
from through_codemod.imports.scopes import Function
from through_codemod.imports.statement import isort, natural
from through_codemod.splice import Splice

PREPARES = r"\bsys\.path\b|\bos\.environ\b|\bos\.chdir\b|\bsetup\(\)|\bconfigure\("


class Section(IntEnum):
    """isort's sections, in order."""

    FUTURE = 0
    STANDARD = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    LOCAL = 4


def section_of(module: str, is_first_party: Callable[[str], bool]) -> Section:
    """Return the section of a module as an import spells it (".models", "django.db")."""
    top = module.partition(".")[0]
    if not top:
        return Section.LOCAL
    if top == "__future__":
        return Section.FUTURE
    if top in sys.stdlib_module_names:
        return Section.STANDARD
    return Section.FIRST_PARTY if is_first_party(top) else Section.THIRD_PARTY


class Entry(NamedTuple):
    """An import: one that is there, from line `first` to line `last`, or a new one with its `text`."""

    module: str
    name: str  # the first one that it imports
    plain: bool  # `import x`
    section: Section
    first: int = 0
    last: int = 0
    text: str = ""
    comment: str = ""

    @property
    def top(self) -> str:
        """The package that it imports from; "" for a relative import."""
        return self.module.partition(".")[0]


@dataclass(slots=True)
class Group:
    """Imports without a blank line between them; a group of new ones only has no `heading`.

    `heading` is its first line with the comments above it. `part` counts the statements before it that are not
    imports; `prepared` says that one of them changes the search path or the environment.
    """

    entries: list[Entry]
    part: int
    prepared: bool
    heading: int = 0

    def has(self, section: Section) -> bool:
        """Whether an import of the section is in it."""
        return any(entry.section is section for entry in self.entries)


Order = Callable[[Entry], tuple[Any, ...]]


def _farthest_first(module: str) -> str:
    return re.sub(r"^(\.+)", r"\1_", module)


def _nearest_first(module: str) -> str:
    return re.sub(r"^(\.+)", r"\1 ", module)


ORDERS: tuple[Order, ...] = (
    lambda entry: (not entry.plain, natural(_farthest_first(entry.module).lower())),
    lambda entry: (natural(_farthest_first(entry.module).lower()), not entry.plain),  # force_sort_within_sections
    lambda entry: (not entry.plain, natural(_nearest_first(entry.module).lower())),  # reverse_relative
    lambda entry: (natural(_nearest_first(entry.module).lower()), not entry.plain),
    lambda entry: (not entry.plain, _farthest_first(entry.module)),  # case_sensitive
    lambda entry: (_farthest_first(entry.module), not entry.plain),
    lambda entry: (entry.plain, natural(_farthest_first(entry.module).lower())),  # from_first
)


def _in_order(entries: Sequence[Entry], order: Order) -> int:
    """Return how many neighbours stand in order."""
    return sum(order(first) <= order(second) for first, second in pairwise(entries))


def _stands_after(entry: Entry, other: Entry, order: Order) -> bool:
    if other.module == entry.module and other.plain == entry.plain:
        return bool(isort(other.name) <= isort(entry.name))
    return order(other) <= order(entry)


def _common(entry: Entry, other: Entry) -> int:
    """Return how many packages two modules have in common."""
    if entry.module == other.module:
        return 99
    pairs = zip(entry.module.split("."), other.module.split("."), strict=False)
    return next((index for index, (one, two) in enumerate(pairs) if one != two), 98)


def _by_section(group: Group) -> list[list[Entry]]:
    """Return the entries of each section where the group keeps them in order, else the whole group as one."""
    sections = [entry.section for entry in group.entries]
    if sections != sorted(sections):
        return [group.entries]
    return [[entry for entry in group.entries if entry.section is section] for section in dict.fromkeys(sections)]


def _may_stand_between(statement: ast.stmt) -> bool:
    """Whether imports go on after it: `__all__ = ...`, `try: import x`, `if TYPE_CHECKING:`, a docstring."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.startswith("__") and name.endswith("__")
        case ast.If(body=body) | ast.Try(body=body):
            return any(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in body)
    return False


def _is_setup(statement: ast.stmt) -> bool:
    """Whether it is `django.setup()`, before which no model can be imported."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="setup"), args=[])):
            return True
    return False


def _is_docstring(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


class Block:
    """The imports in the body of a module, above its statement `above` if there is one, or at the top of a function."""

    def __init__(
        self,
        body: Sequence[ast.stmt],
        lines: Lines,
        is_first_party: Callable[[str], bool],
        above: ast.stmt | None = None,
    ) -> None:
        self._lines = lines
        self._is_first_party = is_first_party
        self._body = body
        self._above = above
        self._groups: list[Group] = []
        self._first: list[Entry] = []  # new ones of a module without imports
        self._setup: ast.stmt | None = None
        part, prepared = 0, False
        previous: ast.stmt | None = None
        for statement in self._body:
            if statement is above:
                break
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self._read(statement, previous, part, prepared)
            elif not _may_stand_between(statement):
                part += 1
                if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    prepared = prepared or bool(re.search(PREPARES, ast.unparse(statement)))
                    self._setup = statement if _is_setup(statement) else self._setup
            previous = statement
        parts = [entries for group in self._groups for entries in _by_section(group)]
        kept = (order for order in ORDERS if all(_in_order(entries, order) == len(entries) - 1 for entries in parts))
        self._order = next(kept, None)

    def _read(
        self, statement: ast.Import | ast.ImportFrom, previous: ast.stmt | None, part: int, prepared: bool
    ) -> None:
        lines, plain = self._lines, isinstance(statement, ast.Import)
        name = statement.names[0].name
        module = "." * statement.level + (statement.module or "") if isinstance(statement, ast.ImportFrom) else name
        section = section_of(module, self._is_first_party)
        _, mark, comment = lines.text(statement.lineno).partition("#")
        entry = Entry(
            module, name, plain, section, statement.lineno, lines.last(statement), comment=f"{mark}{comment}".rstrip()
        )
        if isinstance(previous, (ast.Import, ast.ImportFrom)):
            between = range(lines.last(previous) + 1, entry.first)
            if not any(lines.is_blank(line) for line in between):
                self._groups[-1].entries.append(entry)
                return
        heading = lines.above_comments(entry.first)
        self._groups.append(Group([entry], part, prepared, entry.first if heading == 1 else heading))

    def insert(self, module: str, name: str, text: str, *, prepared: bool) -> None:
        """Plan the line `text`, an import of `name` first from `module` as it is spelled there.

        `prepared` says that importing it needs the search path, the settings or the `django.setup()` of the file.
        """
        entry = Entry(module, name, False, section_of(module, self._is_first_party), text=text)
        groups = self._groups
        if prepared and self._setup is not None:
            groups = [group for group in groups if group.entries[0].first > self._setup.lineno]
        home = self._homes(entry, groups)
        if prepared and any(group.prepared for group in groups):
            near = any(_is_near(entry, other) for group in home for other in group.entries)
            home = [group for group in home if group.prepared] or (home if near else [])
            groups = groups if home else [group for group in groups if group.prepared]
        if home:
            part = max(group.part for group in home) if prepared else min(group.part for group in home)
            candidates = [group for group in home if group.part == part]
            nearest = max(candidates, key=lambda group: max(_common(entry, other) for other in group.entries))
            self._put_into(nearest, entry)
        elif groups:
            self._put_beside([group for group in groups if group.part == groups[0].part], entry)
        else:
            self._first.append(entry)

    def _homes(self, entry: Entry, groups: list[Group]) -> list[Group]:
        """Return the groups that the entry belongs to: those of its package, else those of its section."""
        same = [group for group in groups if any(_is_near(entry, other) for other in group.entries)]
        if not same and entry.top:
            same = [group for group in groups if any(other.top == entry.top for other in group.entries)]
        return same or [group for group in groups if group.has(entry.section)]

    def _put_into(self, group: Group, entry: Entry) -> None:
        part = next((part for part in _by_section(group) if part[0].section is entry.section), group.entries)
        order = self._order or max(ORDERS, key=lambda order: _in_order(part, order))
        if _in_order(part, order) < len(part) - 1 - len(part) // 4:
            nearest = max(_common(entry, other) for other in part)
            place = max(index for index, other in enumerate(part) if _common(entry, other) == nearest) + 1
        else:
            after = [_stands_after(entry, other, order) for other in part]
            place = max(range(len(part) + 1), key=lambda place: sum(after[:place]) + after[place:].count(False))
        late = {other.comment for other in group.entries}
        if len(late) == 1 and "E402" in (comment := late.pop()):  # pycodestyle: module level import not at top of file
            first, newline, rest = entry.text.partition(self._lines.newline)
            entry = entry._replace(text=f"{first}  {comment}{newline}{rest}", comment=comment)
        place += group.entries.index(part[0])
        group.entries.insert(max(place, sum(other.section is Section.FUTURE for other in group.entries)), entry)

    def _put_beside(self, groups: list[Group], entry: Entry) -> None:
        """Put the entry into a group of its own, or between the sections that share the only group."""
        if len(groups) == 1 and len({other.section for other in groups[0].entries}) > 1:
            entries = groups[0].entries
            entries.insert(sum(other.section <= entry.section for other in entries), entry)
            return
        before = [group for group in groups if group.entries[0].section <= entry.section]
        place = self._groups.index(before[-1]) + 1 if before else self._groups.index(groups[0])
        self._groups.insert(place, Group([entry], groups[0].part, groups[0].prepared))

    def splices(self) -> Iterator[Splice]:
        """Yield the insertions that the planned lines need."""
        lines = self._lines
        previous: Group | None = None
        for position, group in enumerate(self._groups):
            if not group.heading:
                texts = [entry.text for entry in group.entries]
                if previous is not None and previous.part == group.part:
                    line = max(entry.last for entry in previous.entries) + 1
                    closes = line > len(lines) or lines.is_blank(line)
                    yield lines.insertion(line, ["", *texts, *([] if closes else [""])])
                else:
                    following = next(other for other in self._groups[position:] if other.heading)
                    yield lines.insertion(following.heading, [*texts, ""])
                continue
            previous = group
            line = next(entry.first for entry in group.entries if not entry.text)
            for entry in group.entries:
                if entry.text:
                    yield lines.insertion(line, [entry.text])
                else:
                    line = entry.last + 1
        if self._first:
            yield self._opening()

    def _opening(self) -> Splice:
        """Return the insertion of a block of imports into a module, or a part of it, that has none."""
        lines, body = self._lines, self._body
        texts: list[str] = []
        entries = sorted(self._first, key=lambda entry: (entry.section, ORDERS[0](entry)))
        for before, entry in zip([entries[0], *entries], entries, strict=False):
            texts += [entry.text] if before.section is entry.section else ["", entry.text]
        anchor = self._setup
        if anchor is None and body and body[0] is not self._above and _is_docstring(body[0]):
            anchor = body[0]
        if anchor is not None:
            last = lines.last(anchor)
            following = next((item for item in body if item.lineno > last), None)
        else:
            following = body[0] if body else None
            first = lines.first(following) if following is not None else len(lines) + 1
            above = lines.above_comments(first)
            last = (first if above == 1 else above) - 1  # a comment at the very top is the file's
            while lines.is_blank(last):
                last -= 1
        blanks = 0
        while lines.is_blank(last + 1 + blanks):
            blanks += 1
        wanted = 2 if isinstance(following, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else 1
        missing = 0 if last + blanks >= len(lines) else max(0, wanted - blanks)
        return lines.insertion(last + 1, [*([""] if last else []), *texts, *[""] * missing])


def _is_near(entry: Entry, other: Entry) -> bool:
    return entry.section is other.section and entry.top == other.top


def has_room(function: Function, lines: Lines) -> bool:
    """Whether a line can be put into a function: its body has lines of its own, and so has its docstring."""
    first = function.body[0]
    return lines.indent(first) is not None and (not _is_docstring(first) or lines.is_alone(first))


def opening_imports(function: Function, lines: Lines) -> list[ast.stmt]:
    """Return the imports that the body opens with, those that share a line with other code not included."""
    start = 1 if _is_docstring(function.body[0]) else 0
    end = start
    while end < len(function.body) and isinstance(function.body[end], (ast.Import, ast.ImportFrom)):
        end += 1
    while (
        end > start
        and end < len(function.body)
        and lines.first(function.body[end]) <= lines.last(function.body[end - 1])
    ):
        end -= 1
    return function.body[start:end]


def top_of(function: Function, lines: Lines) -> int:
    """Return the line before which new code goes in a function: after the docstring, above comments."""
    first = function.body[0]
    return lines.last(first) + 1 if _is_docstring(first) else lines.above_comments(lines.first(first))
