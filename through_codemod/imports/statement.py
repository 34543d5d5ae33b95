"""How is a name added to a `from ... import ...` in the style that it is written in?

The styles are isort's: https://pycqa.github.io/isort/docs/configuration/multi_line_output_modes.html.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, Self

Key = Callable[[str], Any]
PRAGMA = re.compile(r"#\s*(noqa|isort:|type:|pylint:|fmt:|ruff:|pyright:|mypy:|nosec|pragma)", re.IGNORECASE)

USUAL_WIDTHS = (79, 80, 88, 99, 100, 119, 120)
NAME = re.compile(r"(\w+)(?: +as +\w+)?")
PLAIN = re.compile(rf"from +[.\w]+ +import +({NAME.pattern}(?: *, *{NAME.pattern})*)")


def natural(text: str) -> list[int | str]:
    """Return a sort key in which `a2` stands before `a10`."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def _rank(name: str) -> int:
    return 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2


def isort(name: str) -> Any:
    """Return the sort key of isort's and ruff's default: CONSTANTS, Classes, functions."""
    return _rank(name), natural(name.lower())


ORDERS: tuple[Key, ...] = (
    isort,
    lambda name: natural(name.lower()),
    lambda name: (_rank(name), natural(name)),
    lambda name: name,
)


def by_length(name: str) -> Any:
    """Return the sort key of isort's `length_sort`: names that are in it by chance are many."""
    return len(name), name.lower()


def is_sorted(names: Sequence[str], key: Key) -> bool:
    """Whether `names` stand in the order of `key`."""
    keys = [key(name) for name in names]
    return all(first <= second for first, second in pairwise(keys))


class Style(NamedTuple):
    """How an import of several lines is laid out.

    `hanging`: the names start on a line of their own; `each`: one name a line; `comma`: one after the last name;
    `closed`: the parenthesis closes on a line of its own, indented by `closing`; `backslash`: no parentheses.
    """

    hanging: bool = True
    each: bool = True
    comma: bool = True
    closed: bool = True
    backslash: bool = False
    indent: str = "    "
    closing: str = ""

    def layout(self, prefix: str, names: Sequence[str], width: int, newline: str, comment: str = "") -> str:
        """Return the statement that `prefix` ("from x import ") opens, over as many lines as it takes.

        `prefix` may start with the statement's indentation; `comment` goes on the first line.
        """
        bracket, break_ = ("", " \\") if self.backslash else ("(", "")
        opening = f"{prefix.rstrip()} {bracket}".rstrip() if self.hanging else f"{prefix}{bracket}"
        indent = self.indent if self.hanging or self.backslash else " " * len(opening.rpartition("\n")[2])
        rows, row, started = ([opening], indent, False) if self.hanging else ([], opening, False)
        for left, name in zip(range(len(names) - 1, -1, -1), names, strict=True):
            text = f"{name}," if left or self.comma else name
            after = len(break_) if left else 0 if self.closed or self.backslash else 1
            if started and (self.each or len(row.rpartition("\n")[2]) + 1 + len(text) + after > width):
                rows.append(row)
                row, started = indent, False
            row += f" {text}" if started else text
            started = True
        rows.append(row)
        if comment:
            rows[0] += f"  {comment}"
        end = "" if self.backslash else f"{newline}{self.closing})" if self.closed else ")"
        return f"{break_}{newline}".join(rows) + end


class Item(NamedTuple):
    """One name of a statement with its `as`: what stands from `start` to `end`; `row` counts lines from 0."""

    name: str
    text: str
    start: int
    end: int
    row: int


class FromImport(NamedTuple):
    """The text of one `from ... import ...`; offsets are characters of `text`."""

    text: str
    items: tuple[Item, ...]
    open: int | None
    close: int | None
    open_row: int
    close_row: int
    commas: tuple[int, ...]  # where each comma ends
    comments: tuple[tuple[int, int], ...]  # row and offset

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the parts of the statement, or None where `text` is not one that can be extended."""
        if (match := PLAIN.fullmatch(text)) is not None:
            found = NAME.finditer(text, match.start(1))
            plain = tuple(Item(name[1], " ".join(name[0].split()), name.start(), name.end(), 0) for name in found)
            return cls(text, plain, None, None, 0, 0, (), ())
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
        except (tokenize.TokenError, SyntaxError):
            return None
        starts = [0, *accumulate(len(line) for line in io.StringIO(text, newline=""))]

        def offset(place: tuple[int, int]) -> int:
            return starts[place[0] - 1] + place[1]

        items: list[Item] = []
        commas: list[int] = []
        comments: list[tuple[int, int]] = []
        open_ = close = None
        open_row = close_row = 0
        names: list[tokenize.TokenInfo] = []
        listing = False

        def flush() -> None:
            if names:
                first, written = names[0], " ".join(token.string for token in names)
                items.append(
                    Item(first.string, written, offset(first.start), offset(names[-1].end), first.start[0] - 1)
                )
                names.clear()

        for token in tokens:
            if not listing:
                listing = token.string == "import" and token.type == tokenize.NAME
                open_row = token.end[0] - 1
                continue
            match token.type, token.string:
                case (tokenize.OP, "("):
                    open_, open_row = offset(token.start), token.start[0] - 1
                case (tokenize.OP, ")"):
                    close, close_row = offset(token.start), token.start[0] - 1
                case (tokenize.OP, ","):
                    flush()
                    commas.append(offset(token.end))
                case (tokenize.NAME, _):
                    names.append(token)
                case (tokenize.COMMENT, _):
                    comments.append((token.start[0] - 1, offset(token.start)))
                case (tokenize.OP, _):
                    return None
        flush()
        if not items:
            return None
        return cls(text, tuple(items), open_, close, open_row, close_row, tuple(commas), tuple(comments))

    @property
    def is_long(self) -> bool:
        """Whether it takes several lines."""
        return "\n" in self.text or "\r" in self.text

    @property
    def prefix(self) -> str:
        """What stands before the names, without a parenthesis: `from school.models import `."""
        end = self.items[0].start if self.open is None else self.open
        return self.text[:end].rstrip().rstrip("\\").rstrip() + " "

    @property
    def is_grid(self) -> bool:
        """Whether some line holds several names."""
        rows = [item.row for item in self.items]
        return len(set(rows)) < len(rows)

    def style(self, indent: str) -> Style | None:
        """Return the layout of a statement of several lines; `indent` is that of its first one."""
        if not self.is_long:
            return None
        first = self.items[0]
        hanging = first.row > self.open_row
        rows = {item.row for item in self.items}
        lines = _lines(self.text)
        after = next((item.row for item in self.items if item.row > first.row), first.row if hanging else None)
        inner = "" if after is None else _indent(lines[after])
        if self.open is None:
            return Style(hanging, False, False, False, True, inner or f"{indent}    ", "")
        closed = self.close_row > self.items[-1].row
        return Style(
            hanging,
            len(rows) == len(self.items) and (len(rows) > 1 or hanging),
            bool(self.commas) and self.commas[-1] > self.items[-1].end - 1,
            closed,
            False,
            inner or f"{indent}    ",
            _indent(lines[self.close_row]) if closed else "",
        )

    def width_within(self, width: int) -> int:
        """Return the longest line that a filled layout speaks for, by its breaks and by not being one line."""
        lines = _lines(self.text)
        width = min(width, len(self.prefix + ", ".join(item.text for item in self.items)) - 1)
        for item, following in pairwise(self.items):
            if following.row > item.row:
                row = lines[item.row].rstrip("\\").rstrip()
                tail = 2 if self.open is None else 0
                end = len(following.text) + (1 if following is not self.items[-1] or self.open is not None else 0)
                width = min(width, max(len(lines[item.row]), len(row) + 1 + end + tail - 1))
        return width


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in io.StringIO(text, newline="")]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


class Habits(NamedTuple):
    """How a file writes its imports: the `order` of names, the layout to `wrap` a line in, and the longest line."""

    order: Key
    wrap: Style
    width: int
    newline: str

    @classmethod
    def of(cls, statements: Sequence[tuple[FromImport, str]], line_length: int, newline: str) -> Self:
        """Return the habits that `statements`, each with the comment after it, speak for.

        Where they do not tell: isort's order, one name a line, `line_length`. One line that is longer than that says
        that nobody minds, and the breaks of a filled layout say that the limit is shorter.
        """
        several = [names for statement, _ in statements if len(names := [item.name for item in statement.items]) > 1]
        orders = (*ORDERS, by_length) if all(is_sorted(names, by_length) for names in several) else ORDERS
        order = max(orders, key=lambda order: sum(is_sorted(names, order) for names in several))
        styles = Counter(
            style._replace(indent="\t" if "\t" in style.indent else "    ", closing="")
            for statement, _ in statements
            if (style := statement.style("")) is not None
        )
        wrap = styles.most_common(1)[0][0] if styles else Style()
        lines = [
            len(statement.text)
            for statement, comment in statements
            if not statement.is_long and len(statement.items) > 1 and not PRAGMA.match(comment)
        ]
        width = max([line_length, *lines])
        grids = [statement for statement, _ in statements if statement.is_long and statement.is_grid]
        within = min((grid.width_within(width) for grid in grids), default=width)
        if within < width:
            longest = max(len(line) for grid in grids for line in _lines(grid.text))
            within = next((usual for usual in USUAL_WIDTHS if longest <= usual <= within), within)
        return cls(order, wrap, within, newline)


def extended(
    statement: FromImport, names: Sequence[str], habits: Habits, indent: str = "", comment: str = ""
) -> tuple[str, bool]:
    """Return the statement with `names` ("Enrollment", "Enrollment as E") added, and whether it took in `comment`.

    `indent` stands before the statement, `comment` after it on its line.
    """
    taken = False
    for name in names:
        statement, took = _with(statement, name, habits, indent, "" if taken else comment)
        taken = taken or took
    return statement.text, taken


def written(module: str, names: Sequence[str], habits: Habits, indent: str = "") -> str:
    """Return a new `from module import names`, with `indent` before it."""
    names = sorted(names, key=lambda name: habits.order(name.partition(" ")[0]))
    text = f"{indent}from {module} import {', '.join(names)}"
    if len(text) <= habits.width:
        return text
    wrap = habits.wrap._replace(indent=indent + habits.wrap.indent, closing=indent + habits.wrap.closing)
    return wrap.layout(f"{indent}from {module} import ", names, habits.width, habits.newline)


def _place(statement: FromImport, name: str, order: Key) -> int:
    """Return how many of the names stand before the new one; all of them where they are in no order."""
    present = [item.name for item in statement.items]
    known = next((key for key in (order, *ORDERS) if is_sorted(present, key)), None)
    return len(present) if known is None else sum(known(other) <= known(name) for other in present)


def _with(statement: FromImport, name: str, habits: Habits, indent: str, comment: str) -> tuple[FromImport, bool]:
    text, items = statement.text, statement.items
    wrap, width, newline = habits.wrap, habits.width, habits.newline
    place = _place(statement, name.partition(" ")[0], habits.order)
    style = statement.style(indent)
    if style is None:
        if place < len(items):
            text = f"{text[: items[place].start]}{name}, {text[items[place].start :]}"
        else:
            text = f"{text[: items[-1].end]}, {name}{text[items[-1].end :]}"
        if _fits(indent + text, comment, width, len(indent + statement.text)):
            return _parsed(text), False
        laid = wrap._replace(indent=indent + wrap.indent, closing=indent + wrap.closing)
        names = [*(item.text for item in items[:place]), name, *(item.text for item in items[place:])]
        text = laid.layout(indent + statement.prefix, names, width, newline, "" if wrap.backslash else comment)
        return _parsed(text[len(indent) :]), bool(comment) and not wrap.backslash
    if style.each and style.hanging and statement.open is not None:
        return _parsed(_with_line(statement, name, place, style, newline)), False
    inside = [row for row, _ in statement.comments if row > statement.open_row or not style.hanging]
    if inside:
        return _parsed(_squeezed(statement, name, place, style, width, newline)), False
    kept = " ".join(text[start : _line_end(text, start)] for _, start in statement.comments)
    names = [*(item.text for item in items[:place]), name, *(item.text for item in items[place:])]
    return _parsed(style.layout(indent + statement.prefix, names, width, newline, kept)[len(indent) :]), False


def _fits(line: str, comment: str, width: int, before: int) -> bool:
    if len(line) > width:
        return False
    too_long_already = before + 2 + len(comment) > width
    return not comment or bool(PRAGMA.match(comment)) or too_long_already or len(line) + 2 + len(comment) <= width


def _parsed(text: str) -> FromImport:
    statement = FromImport.parse(text)
    assert statement is not None, text
    return statement


def _line_end(text: str, offset: int) -> int:
    """Return where the line that `offset` stands in ends, before its line break."""
    return offset + len(re.match(r"[^\r\n]*", text[offset:])[0])  # type: ignore[index]


def _with_line(statement: FromImport, name: str, place: int, style: Style, newline: str) -> str:
    text, items = statement.text, statement.items
    if place == 0:
        end = _line_end(text, statement.open or 0)
        return f"{text[:end]}{newline}{style.indent}{name},{text[end:]}"
    before = items[place - 1]
    comma = next((comma for comma in statement.commas if comma > before.end), None)
    if place < len(items) or (comma is not None and style.closed):
        end = _line_end(text, comma or before.end)
        last = "," if place < len(items) or style.comma else ""
        return f"{text[:end]}{newline}{style.indent}{name}{last}{text[end:]}"
    if style.closed:
        end = _line_end(text, before.end)
        return f"{text[: before.end]},{text[before.end : end]}{newline}{style.indent}{name}{text[end:]}"
    end = comma or before.end
    return f"{text[:end]}{'' if comma else ','}{newline}{style.indent}{name}{',' if comma else ''}{text[end:]}"


def _squeezed(statement: FromImport, name: str, place: int, style: Style, width: int, newline: str) -> str:
    """Return the text with the name put in beside its neighbour: comments forbid to fill the lines anew."""
    text, items = statement.text, statement.items
    if place < len(items):
        start, row = items[place].start, items[place].row
        if len(_lines(text)[row]) + len(name) + 2 <= width:
            return f"{text[:start]}{name}, {text[start:]}"
        if place and items[place - 1].row == row:
            return f"{text[:start].rstrip()}{newline}{style.indent}{name}, {text[start:]}"
        return f"{text[:start]}{name},{newline}{style.indent}{text[start:]}"
    comma = next((comma for comma in statement.commas if comma > items[-1].end), None)
    end = comma or items[-1].end
    gap = " " if len(_lines(text)[items[-1].row]) + len(name) + 2 <= width else f"{newline}{style.indent}"
    return f"{text[:end]}{'' if comma else ','}{gap}{name}{',' if comma else ''}{text[end:]}"
