"""What does a file say, and where? Its bytes decoded and parsed, with the text and the place of every node.

Offsets are those of the UTF-8 form of the text, which is what `ast` counts columns in:
https://docs.python.org/3/library/ast.html#ast.AST.col_offset
"""

from __future__ import annotations

import ast
import bisect
import codecs
import io
import re
import tokenize
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from through_codemod.grammar import parsed
from through_codemod.outline import Reading, complete, function_at, unread
from through_codemod.splice import Patch, Splice

_NEWLINE = re.compile(rb"\r\n|\r|\n")


class UnreadableError(Exception):
    """The bytes are not a Python module that can be edited; `line` and `column` say where, if that is known."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Document:
    """A module's bytes, its text, and its tree.

    `tree_of` may give a tree for its UTF-8 form whose functions are parsed when they are looked into; `complete()` is
    still to be called then, and either may raise `OutlineError`. Raises `UnreadableError` where it can't be decoded or
    parsed.
    """

    def __init__(self, raw: bytes, tree_of: Callable[[bytes], ast.Module] | None = None) -> None:
        self.raw = raw
        self.bom = raw.startswith(codecs.BOM_UTF8)
        self.encoding = "utf-8"
        try:
            self.encoding = encoding_of(raw)
            body = raw[len(codecs.BOM_UTF8) :] if self.bom else raw
            self.text = body.decode(self.encoding)
        except SyntaxError as error:
            raise UnreadableError(f"{error.msg}; save the file as UTF-8 or correct its coding cookie") from None
        except UnicodeDecodeError as error:
            line = len(_NEWLINE.findall(raw[: error.start])) + 1
            raise UnreadableError(
                f"not {self.encoding}: byte 0x{raw[error.start]:02x} ({error.reason}); save the file as UTF-8 or name "
                "its encoding in a coding cookie",
                line,
            ) from None
        if self.text.encode(self.encoding) != body:
            raise UnreadableError(f"decoding and encoding it as {self.encoding} does not give the same bytes back")
        self.data = self.text.encode()
        self.tree = parse(self.text) if tree_of is None else tree_of(self.data)

    def complete(self, read: Reading = function_at) -> None:
        """Look through what has not been looked into; `read` is, or knows, `function_at`."""
        complete(self.tree, read)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        return line_starts(self.data)

    @cached_property
    def newline(self) -> str:
        """The line ending that the file uses first."""
        found = _NEWLINE.search(self.data)
        return found.group().decode() if found else "\n"

    @cached_property
    def indent(self) -> str:
        """The indentation of one block, as the first block of the file has it; four spaces where there is none."""
        for node in ast.walk(self.tree):
            body = getattr(node, "body", None)
            if isinstance(node, ast.stmt) and isinstance(body, list) and body[0].lineno > node.lineno:
                outer, inner = self.indent_of(node.lineno), self.indent_of(body[0].lineno)
                if inner.startswith(outer) and inner != outer:
                    return inner[len(outer) :]
        return "    "

    def indent_of(self, line: int) -> str:
        """Return the white space that line `line` begins with."""
        start = self.line_starts[line - 1]
        found = re.compile(rb"[ \t\f]*").match(self.data, start)
        return found.group().decode() if found else ""

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset of the node's first byte."""
        return self.line_starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset behind the node's last byte."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.line_starts[node.end_lineno - 1] + node.end_col_offset

    def line_end(self, line: int) -> int:
        """Return the offset behind the last byte of line `line`, its line ending not included."""
        if line >= len(self.line_starts):
            return len(self.data)
        end = self.line_starts[line]
        return end - (2 if self.data[end - 2 : end] == b"\r\n" else 1)

    def characters(self, line: int, column: int) -> int:
        """Return the column in characters for a column in bytes, both counted from 0."""
        start = self.line_starts[line - 1]
        return len(self.data[start : start + column].decode())

    def patch(self, splice: Splice) -> Patch:
        """Return the splice in lines and characters."""
        return Patch(*self._place(splice.start), *self._place(splice.end), splice.text.decode())

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.line_starts, offset)
        return line, self.characters(line, offset - self.line_starts[line - 1]) + 1

    def text_of(self, node: ast.AST) -> str:
        """Return the source of an expression or statement, as it stands."""
        assert isinstance(node, ast.expr | ast.stmt)
        return self.data[self.start(node) : self.end(node)].decode()

    def fragment(self, node: ast.expr) -> str:
        """Return the source of an expression so that it can be written at another depth.

        Lines after the first lose the indentation of the line on which the expression begins, those inside a string
        excepted; what needs parentheses to be an argument gets them.
        """
        text = self.text_of(node)
        if "\n" in text or "\r" in text:
            text = re.sub(r"\r\n?", "\n", text)
            base = self.indent_of(node.lineno)
            inside = string_lines(node)
            first, *rest = text.split("\n")
            text = "\n".join(
                [
                    first,
                    *(
                        line if number in inside else line.removeprefix(base)
                        for number, line in enumerate(rest, node.lineno + 1)
                    ),
                ]
            )
        return f"({text})" if isinstance(node, ast.NamedExpr | ast.Yield | ast.YieldFrom) else text

    def encode(self, data: bytes) -> bytes:
        """Return edited UTF-8 `data` in the file's own encoding, with its byte order mark if it had one."""
        body = data if self.encoding == "utf-8" else data.decode().encode(self.encoding)
        return codecs.BOM_UTF8 + body if self.bom else body


def untouched(document: Document, splices: Sequence[Splice]) -> Iterator[Splice]:
    """Yield what blanks the definitions that no splice is in, so that the rest is parsed in a fraction of the time.

    The lines keep their numbers. What is blanked is as it was before, so it is Python still.
    """
    waiting: list[ast.stmt] = list(document.tree.body)
    while waiting:
        statement = waiting.pop()
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        first = min([statement, *statement.decorator_list], key=lambda node: node.lineno)
        start, end = document.line_starts[first.lineno - 1], document.end(statement)
        if any(splice.start <= end and splice.end >= start for splice in splices):
            waiting.extend(statement.body if isinstance(statement, ast.ClassDef) else ())
        else:
            yield Splice(start, end, b"".join(_NEWLINE.findall(document.data, start, end)))


def statements(tree: ast.Module, word: bytes) -> Iterator[ast.stmt]:
    """Yield the statements of a module, in no order, those in functions that have not a `word` left out perhaps.

    Expressions, which are most of its nodes, are not walked.
    """
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and word not in (unread(node) or word):
            continue
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, block, ())


def line_starts(text: bytes) -> list[int]:
    """Return the offset at which each line of a source begins."""
    starts = list(accumulate(map(len, text.splitlines(keepends=True)), initial=0))
    return starts if text.endswith((b"\n", b"\r")) or len(starts) == 1 else starts[:-1]


def encoding_of(raw: bytes) -> str:
    """Return the encoding that the coding cookie or the byte order mark names, else UTF-8. Raises `SyntaxError`."""
    try:
        return tokenize.detect_encoding(io.BytesIO(raw).readline)[0].replace("utf-8-sig", "utf-8")
    except SyntaxError:
        raw.decode()  # no UTF-8 is another complaint than a cookie that nobody knows
        raise


def parse(text: str) -> ast.Module:
    """Return the tree of `text`. Raises `UnreadableError` where it is not Python 3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return parsed(text)
        except SyntaxError as error:
            raise UnreadableError(
                f"not Python 3 as this interpreter reads it: {error.msg}", error.lineno or 1, max(error.offset or 1, 1)
            ) from None
        except ValueError as error:
            raise UnreadableError(f"not Python source: {error}") from None
        except (RecursionError, MemoryError):
            raise UnreadableError("nested too deeply for Python's own parser") from None


def columns(indent: str) -> int:
    """Return how wide an indentation is, with tabs as ruff measures them.

    https://docs.astral.sh/ruff/settings/#indent-width
    """
    return len(indent.expandtabs(4))


def string_lines(node: ast.AST) -> frozenset[int]:
    """Return the lines that begin inside a string of `node`: their indentation is part of its value."""
    lines: set[int] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.JoinedStr) or (isinstance(item, ast.Constant) and isinstance(item.value, str | bytes)):
            lines.update(range(item.lineno + 1, (item.end_lineno or item.lineno) + 1))
    return frozenset(lines)


def shift(text: str, indent: str) -> str:
    """Return `text`, arguments of a call, with `indent` before each line after the first that is not inside a string.

    Text that cannot be read as arguments stays as it is, as nobody knows where its strings end.
    """
    if "\n" not in text:
        return text
    try:
        inside = string_lines(ast.parse(f"_({text}\n)", mode="eval"))
    except SyntaxError:
        return text
    first, *rest = text.split("\n")
    return "\n".join(
        [first, *(line if number in inside or not line else indent + line for number, line in enumerate(rest, 2))]
    )
