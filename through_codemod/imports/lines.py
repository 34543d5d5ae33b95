"""Where are a node's lines in the bytes of the file, and what else stands on them?"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import accumulate

from through_codemod.splice import Splice


class Lines:
    """The lines of a file, numbered from 1 as `ast` does; offsets are bytes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._lines = source.splitlines(keepends=True)
        self._starts = [0, *accumulate(len(line) for line in self._lines)]
        first = self._lines[0] if self._lines else b""
        self.newline = next((ending for ending in ("\r\n", "\n", "\r") if first.endswith(ending.encode())), "\n")

    def __len__(self) -> int:
        return len(self._lines)

    def text(self, line: int) -> str:
        """Return a line without its break; "" after the last one."""
        return self._lines[line - 1].decode().rstrip("\r\n") if 1 <= line <= len(self._lines) else ""

    def offset(self, line: int) -> int:
        """Return where a line starts; the end of the file for those after the last."""
        return self._starts[min(line, len(self._starts)) - 1]

    def is_blank(self, line: int) -> bool:
        """Whether there is such a line and nothing on it."""
        return 1 <= line <= len(self._lines) and not self._lines[line - 1].strip()

    def is_comment(self, line: int) -> bool:
        """Whether the line is a comment only."""
        return self.text(line).lstrip().startswith("#")

    def above_comments(self, line: int) -> int:
        """Return the first of the comment lines right above `line`, or `line` itself where there are none."""
        while self.is_comment(line - 1):
            line -= 1
        return line

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Return the offsets of a node's first byte and after its last one."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[node.end_lineno - 1] + node.end_col_offset

    def first(self, node: ast.stmt) -> int:
        """Return a statement's first line, that of its first decorator where it has some."""
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        return min([node.lineno, *(item.lineno for item in decorators)])

    def last(self, node: ast.stmt) -> int:
        """Return a statement's last line."""
        return node.end_lineno or node.lineno

    def indent(self, node: ast.stmt) -> str | None:
        """Return the white space before a statement; None where something else stands there."""
        before = self.text(node.lineno).encode()[: node.col_offset].decode()
        return before if not before.strip() else None

    def after(self, node: ast.stmt) -> str:
        """Return what follows a statement on its last line: a comment, or `; ...`."""
        return self.text(self.last(node)).encode()[node.end_col_offset :].decode().strip()

    def is_alone(self, node: ast.stmt) -> bool:
        """Whether nothing but a comment shares a statement's lines."""
        return self.indent(node) is not None and self.after(node)[:1] in ("", "#")

    def insertion(self, line: int, texts: Sequence[str]) -> Splice:
        """Return the splice that puts `texts` as lines before a line; a file without a last line break stays so."""
        offset, newline = self.offset(line), self.newline
        text = "".join(f"{text}{newline}" for text in texts)
        if offset == len(self.source) and self.source and not self.source.endswith((b"\n", b"\r")):
            text = newline + text.removesuffix(newline)
        return Splice(offset, offset, text.encode())
