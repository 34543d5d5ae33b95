"""Where does a new import line go, at the top of a module or of a function?

Sections and orders are isort's: https://pycqa.github.io/isort/docs/configuration/options.html; the file's own groups
come first.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from through_codemod.imports.lines import Lines
from through_codemod.imports.scopes import Function
from through_codemod.imports.statement import ORDERS as NAME_ORDERS
from through_codemod.imports.statement import natural
from through_codemod.splice import Splice


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


@dataclass(slots=True)
class Entry:
    """An import line: one that is there, from byte `start` up to `end` with its line break, or a new one's `text`."""

    module: str
    name: str  # the first one that it imports
    plain: bool  # `import x`
    section: Section
    start: int = -1
    end: int = -1
    text: str = ""

    @property
    def top(self) -> str:
        """The package that it imports from; "" for a relative import."""
        return self.module.partition(".")[0]


@dataclass(slots=True)
class Group:
    """Import lines without a blank line between them. `heading` is where a group before it would start."""

    entries: list[Entry]
    heading: int = -1
    part: int = 0  # how many statements that are not imports stand before it
    ready: bool = True  # for models: `django.setup()` has run
    prepared: bool = False  # the search path or the environment was changed before it
    blank_after: bool = True
    is_new: bool = False


OrderKey = Callable[[Entry], tuple[object, ...]]


def _relative(module: str) -> str:
    return re.sub(r"^(\.+)", r"\1_", module)


def _nearest_first(module: str) -> str:
    return re.sub(r"^(\.+)", r"\1 ", module)


ORDERS: tuple[OrderKey, ...] = (
    lambda entry: (not entry.plain, natural(_relative(entry.module).lower())),
    lambda entry: (natural(_relative(entry.module).lower()), not entry.plain),  # force_sort_within_sections
    lambda entry: (not entry.plain, natural(_nearest_first(entry.module).lower())),  # reverse_relative
    lambda entry: (natural(_nearest_first(entry.module).lower()), not entry.plain),
    lambda entry: (not entry.plain, _relative(entry.module)),  # case_sensitive
    lambda entry: (_relative(entry.module), not entry.plain),
    lambda entry: (entry.plain, natural(_relative(entry.module).lower())),  # from_first
)


def _is_sorted(entries: Sequence[Entry], key: OrderKey) -> bool:
    keys = [key(entry) for entry in entries]
    return all(first <= second for first, second in pairwise(keys))


def _parts(group: Group) -> Iterator[list[Entry]]:
    """Yield the entries of each section where the group keeps them in order, else the whole group."""
    sections = [entry.section for entry in group.entries]
    if sections != sorted(sections):
        yield group.entries
        return
    for section in dict.fromkeys(sections):
        yield [entry for entry in group.entries if entry.section is section]


def _is_neutral(statement: ast.stmt) -> bool:
    """Whether imports may as well stand after it as before: `__all__ = ...`, `try: import x`, `if TYPE_CHECKING:`."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.startswith("__") and name.endswith("__")
        case ast.If() | ast.Try():
            return any(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in statement.body)
    return False


PREPARES = re.compile(r"\bsys\.path\b|\bos\.environ\b|\bsetup\(\)|\bos\.chdir\b|\bconfigure\(")


@dataclass(slots=True)
class Block:
    """The import lines of a module, those above the top-level statement `limit` only if there is one."""

    tree: ast.Module
    lines: Lines
    is_first_party: Callable[[str], bool]
    limit: ast.stmt | None = None
    groups: list[Group] = field(default_factory=list)
    _header: list[Entry] = field(default_factory=list)
    _setup: ast.stmt | None = None
    _order: OrderKey | None = None

    def __post_init__(self) -> None:
        part, ready, prepared, previous = 0, True, False, None
        for statement in self.tree.body:
            if statement is self.limit:
                break
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                self._add(statement, previous, part, prepared)
            elif not _is_neutral(statement):
                part += 1
                if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    prepared = prepared or bool(PREPARES.search(ast.unparse(statement)))
                match statement:
                    case ast.Expr(value=ast.Call(func=ast.Attribute(attr="setup"), args=[])):
                        ready, self._setup = False, statement
            previous = statement
        del ready
        if self._setup is not None:
            for group in self.groups:
                group.ready = group.entries[0].start > self.lines.span(self._setup)[0]
        self._order = self._common_order()

    def _add(
        self, statement: ast.Import | ast.ImportFrom, previous: ast.stmt | None, part: int, prepared: bool
    ) -> None:
        lines, first = self.lines, statement.lineno
        if isinstance(statement, ast.Import):
            module = statement.names[0].name
        else:
            module = "." * statement.level + (statement.module or "")
        entry = Entry(
            module,
            statement.names[0].name,
            isinstance(statement, ast.Import),
            section_of(module, self.is_first_party),
            lines.offset(first),
            lines.offset(lines.last(statement) + 1),
        )
        follows = isinstance(previous, (ast.Import, ast.ImportFrom)) and self.groups
        if follows and not any(lines.is_blank(line) for line in range(lines.last(previous) + 1, first)):  # type: ignore[arg-type]
            self.groups[-1].entries.append(entry)
        else:
            heading = first
            while lines.is_comment(heading - 1):
                heading -= 1
            start = lines.offset(first if heading == 1 else heading)
            self.groups.append(Group([entry], start, part, prepared=prepared))
        after = lines.last(statement) + 1
        self.groups[-1].blank_after = after > len(lines) or lines.is_blank(after)

    def _common_order(self) -> OrderKey | None:
        parts = [part for group in self.groups for part in _parts(group)]
        return next((order for order in ORDERS if all(_is_sorted(part, order) for part in parts)), None)

    def insert(self, module: str, name: str, text: str, *, is_model: bool) -> None:
        """Plan the line `text`, an import of `name` first from `module` as it is spelled there.

        `is_model` says that importing it needs what the file prepares: the search path, settings, `django.setup()`.
        """
        entry = Entry(module, name, False, section_of(module, self.is_first_party), text=text)
        groups = self.groups
        if is_model and self._setup is not None:
            groups = [group for group in groups if group.ready]
        same = [group for group in groups if any(self._is_near(entry, other) for other in group.entries)]
        same = same or [group for group in groups if any(other.section is entry.section for other in group.entries)]
        if not any(other.top == entry.top and entry.top for group in same for other in group.entries):
            wider = [group for group in groups if entry.top and any(other.top == entry.top for other in group.entries)]
            same = wider or same
        if is_model and any(group.prepared for group in groups):
            prepared = [group for group in same if group.prepared]
            near = any(self._is_near(entry, other) for group in same for other in group.entries)
            same = prepared or (same if near else [])
            groups = groups if same else [group for group in groups if group.prepared]
        if same:
            last = max(group.part for group in same) if is_model else min(group.part for group in same)
            self._into(max((g for g in same if g.part == last), key=lambda group: self._affinity(entry, group)), entry)
        elif groups:
            part = (groups[-1] if is_model and groups[-1].prepared else groups[0]).part
            self._beside([group for group in groups if group.part == part], entry)
        else:
            self._header.append(entry)

    @staticmethod
    def _is_near(entry: Entry, other: Entry) -> bool:
        return entry.section is other.section and entry.top == other.top

    @staticmethod
    def _affinity(entry: Entry, group: Group) -> int:
        def common(other: Entry) -> int:
            pairs = zip(entry.module.split("."), other.module.split("."), strict=False)
            return next((index for index, (one, two) in enumerate(pairs) if one != two), 99)

        return max(min(common(other), 98) for other in group.entries)

    def _into(self, group: Group, entry: Entry) -> None:
        entries = group.entries
        part = next((part for part in _parts(group) if any(other.section is entry.section for other in part)), entries)
        order = self._order or next((order for order in ORDERS if _is_sorted(part, order)), None)
        if order is None:
            near = [other for other in part if self._is_near(entry, other)] or part
            place = entries.index(near[-1]) + 1
        else:
            after = [other for other in part if self._stands_after(entry, other, order)]
            place = entries.index(after[-1]) + 1 if after else entries.index(part[0])
        entries.insert(place, entry)

    @staticmethod
    def _stands_after(entry: Entry, other: Entry, order: OrderKey) -> bool:
        if order(other) == order(entry) and other.module == entry.module:
            return NAME_ORDERS[0](other.name) <= NAME_ORDERS[0](entry.name)  # type: ignore[operator, no-any-return]
        return order(other) <= order(entry)

    def _beside(self, groups: list[Group], entry: Entry) -> None:
        """Put the entry into a group of its own, or between two sections of the only group."""
        if len(groups) == 1 and len({other.section for other in groups[0].entries}) > 1:
            entries = groups[0].entries
            place = sum(other.section <= entry.section for other in entries)
            entries.insert(place, entry)
            return
        before = [group for group in groups if group.entries[0].section <= entry.section]
        place = self.groups.index(before[-1]) + 1 if before else self.groups.index(groups[0])
        self.groups.insert(place, Group([entry], part=groups[0].part, prepared=groups[0].prepared, is_new=True))

    def splices(self) -> Iterator[Splice]:
        """Yield the insertions that the planned lines need."""
        newline = self.lines.newline
        previous: Group | None = None
        for position, group in enumerate(self.groups):
            if group.is_new:
                text = "".join(f"{entry.text}{newline}" for entry in group.entries)
                following = next((other for other in self.groups[position:] if not other.is_new), None)
                if previous is not None and (following is None or previous.part == group.part):
                    blank = "" if previous.blank_after else newline
                    yield self._insertion(previous.entries[-1].end, f"{newline}{text}{blank}")
                elif following is not None:
                    yield self._insertion(following.heading, f"{text}{newline}")
                continue
            previous = group
            here = next(entry.start for entry in group.entries if entry.start >= 0)
            for entry in group.entries:
                if entry.start >= 0:
                    here = entry.end
                else:
                    yield self._insertion(here, f"{entry.text}{newline}")
        if self._header:
            entries = sorted(self._header, key=lambda entry: (entry.section, ORDERS[0](entry)))
            text = ""
            for before, entry in zip([None, *entries], entries, strict=False):
                text += newline if before is not None and before.section is not entry.section else ""
                text += f"{entry.text}{newline}"
            yield self._at_header(text)

    def _insertion(self, offset: int, text: str) -> Splice:
        source, newline = self.lines.source, self.lines.newline
        if offset == len(source) and source and not source.endswith((b"\n", b"\r")):
            text = newline + text.removesuffix(newline)
        return Splice(offset, offset, text.encode())

    def _at_header(self, text: str) -> Splice:
        """Return the insertion of a block of imports into a module, or a part of it, that has none."""
        lines, newline, body = self.lines, self.lines.newline, self.tree.body
        anchor = self._setup
        if anchor is None and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            anchor = body[0] if isinstance(body[0].value.value, str) and body[0] is not self.limit else None
        if anchor is not None:
            following = next((item for item in body if item.lineno > lines.last(anchor)), None)
            line = lines.last(anchor) + 1
            blanks = 0
            while lines.is_blank(line + blanks):
                blanks += 1
            wanted = _blank_lines_before(following)
            missing = 0 if line + blanks > len(lines) else max(0, wanted - blanks)
            return self._insertion(lines.offset(line), newline + text + newline * missing)
        first = lines.first(body[0]) if body else len(lines) + 1
        line = first
        while lines.is_comment(line - 1):
            line -= 1
        if line == 1:
            line = first
        gap = newline if line > 1 and not lines.is_blank(line - 1) else ""
        missing = _blank_lines_before(body[0]) if body else 0
        return self._insertion(lines.offset(line), gap + text + newline * missing)


def _blank_lines_before(statement: ast.stmt | None) -> int:
    return 2 if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else 1


def is_one_line(function: Function, lines: Lines) -> bool:
    """Whether the body starts on the line of the colon, so that no line can be put into it."""
    return lines.indent(function.body[0]) is None


def top_of(function: Function, lines: Lines) -> tuple[int, bool]:
    """Return the line before which a new import goes in a function, and whether a blank line has to follow.

    It is the one after the docstring and the imports that the body opens with.
    """
    body = function.body
    start = 1 if ast.get_docstring(function, clean=False) is not None else 0
    end = start
    while end < len(body) and isinstance(body[end], (ast.Import, ast.ImportFrom)):
        end += 1
    if end:
        line = lines.last(body[end - 1]) + 1
        shared = end < len(body) and lines.first(body[end]) < line
        if not shared:
            return line, end == start and end < len(body) and not lines.is_blank(line)
        end = next(index for index, item in enumerate(body) if lines.last(item) + 1 == line)
    line = lines.first(body[end])
    while lines.is_comment(line - 1):
        line -= 1
    return line, True
