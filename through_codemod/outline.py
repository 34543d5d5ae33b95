"""What is in a module, its functions parsed only when they are looked into?

Turning source into nodes is most of the work of a run, and most functions are never asked about. So each function is
cut out before the module is parsed, `def f(): 0` standing in for it, and parsed by itself when one of its fields is
read; from then on it is a node like any other. What tells functions apart here is a few regular expressions, which know
strings and comments but no grammar. Where they could be wrong the whole is parsed, or `OutlineError` says to do so.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from symtable import symtable
from typing import Any

_HEAD = re.compile(rb"([ ]*)((?:async[ ]+)?def[ ]+([^\W\d]\w*))(?=[ ]*[(\[])")
# a string, a comment, two characters of which the first escapes the second, a run of others; then line ends
_PART = (
    rb'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"""|'
    rb"'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''|"
    rb'"(?:[^"\\\n]++|\\[\s\S])*+"(?!"")|'
    rb"'(?:[^'\\\n]++|\\[\s\S])*+'(?!'')|"
    rb"#[^\n]*+|\\[\s\S]|[^\"'#\\\n]++"
)
_TO_HEAD = re.compile(rb"(?:%s|\n(?![ ]*(?:async[ ]+)?def[ ]))*+" % _PART)
_SEVERAL = re.compile(rb"except[ ]+[\w.]+[ ]*,")  # exceptions without parentheses, as Python 3.14 reads them
_TAIL = b"):0"  # what a stand-in ends with
_QUOTES = b"'''"  # a string of many lines is read in half the time that as many empty ones take
_ODD = (b"\t", b"\f", b"\v", b"\x1a", b"\0")  # in which the lines and blocks of Python are not what they look like


class OutlineError(Exception):
    """A function is not what it seemed to be: parse the module as a whole, which tells why."""


Reading = Callable[[bytes, bytes, int], ast.stmt]


def function_at(text: bytes, indent: bytes, line: int) -> ast.stmt:
    """Return the function whose source is `text`, and which stands behind `indent` on line `line`.

    It is never changed, so whoever reads nearly the same module again and again may keep it. Raises `OutlineError`.
    """
    lines = line - 2 if indent else line - 1
    above = _QUOTES + b"\n" * (lines - 1) + _QUOTES + b"\n" if lines > 0 else b""
    body = _parsed(above + (b"class _:\n" if indent else b"") + indent + text).body[1 if above else 0 :]
    if indent and len(body) == 1 and isinstance(body[0], ast.ClassDef):
        body = body[0].body
    if len(body) != 1:
        raise OutlineError
    return body[0]


def outline(data: bytes, read: Reading = function_at) -> ast.Module:
    """Return the tree of a module, given as UTF-8 without a byte order mark; `read` is, or knows, `function_at`.

    Raises `OutlineError` where it can't be cut, and whoever reads a field of one of its functions may meet it too.
    """
    if any(odd in data for odd in _ODD) or data.count(b"\r") > data.count(b"\r\n"):
        raise OutlineError
    functions = list(_functions(data))
    masked, end = [], 0
    for function in functions:
        masked += [data[end : function.start], function.stand_in]
        end = function.end
    tree = _parsed(b"".join((*masked, data[end:])))
    by_line = {function.line: function for function in functions}
    for node in _defined(tree):
        if (found := by_line.pop(node.lineno, None)) is None:
            continue
        found.lend(node, read)
    if by_line:
        raise OutlineError
    return tree


def is_newer(data: bytes) -> bool:
    """Whether functions of a module may be what only a newer Python reads, which would be met in midst of the work."""
    return sys.version_info < (3, 14) and _SEVERAL.search(data) is not None


def complete(tree: ast.Module, read: Reading = function_at) -> None:
    """Look through what has not been asked for. Raises `OutlineError` where that is not Python.

    That is the same on any line, so that a `read` that keeps functions knows it of those that have only moved. Where
    nothing is kept, no nodes are made of them, which is a third of the work.
    """
    for node in _defined(tree):
        if (kept := node.__dict__.get(_KEPT)) is not None:
            function, _ = kept
            if read is function_at:
                _check(function)
            else:
                read(function.text, function.indent, 1)


def _check(function: _Function) -> None:
    whole = (b"class _:\n" if function.indent else b"") + function.indent + function.text
    try:
        symtable(whole.decode(), "<unknown>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise OutlineError from None


def unread(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bytes | None:
    """Return the source of a function that has not been looked into, None for one that has."""
    kept = node.__dict__.get(_KEPT)
    return None if kept is None else kept[0].text


class _Function:
    """A function in a module, from `def` or `async` to the end of its last statement."""

    __slots__ = ("end", "indent", "line", "stand_in", "start", "text")

    def __init__(self, data: bytes, head: re.Match[bytes], end: int, line: int, stand_in: bytes) -> None:
        self.start = head.start(2)
        self.end = end
        self.text = data[self.start : end]
        self.line = line
        self.indent = head[1]
        self.stand_in = stand_in

    def lend(self, node: ast.FunctionDef | ast.AsyncFunctionDef, read: Reading) -> None:
        """Make the node of the stand-in parse the function when it is asked for what only that has."""
        node.__dict__[_KEPT] = self, read
        node.__class__ = _UnreadFunction if isinstance(node, ast.FunctionDef) else _UnreadAsyncFunction


_KEPT = "_function"
_FIELDS = ("args", "body", "returns", "type_comment", "type_params")


def _read(node: Any) -> None:
    """Make a node of which one field is asked for a plain one with all of them."""
    function, read = node.__dict__[_KEPT]
    whole = read(function.text, function.indent, function.line)
    del node.__dict__[_KEPT]
    node.__class__ = type(node).__base__
    node.__dict__.update((name, value) for name, value in whole.__dict__.items() if name in _FIELDS)


def _field(name: str) -> property:
    def value(node: Any) -> Any:
        _read(node)
        return getattr(node, name)

    return property(value)


def _unread(plain: type[ast.stmt]) -> Any:
    """Return the class of functions that have not been parsed, by the name of `plain`, which some go by."""
    return type(plain.__name__, (plain,), {"__slots__": (), **{name: _field(name) for name in _FIELDS}})


_UnreadFunction = _unread(ast.FunctionDef)
_UnreadAsyncFunction = _unread(ast.AsyncFunctionDef)


def _functions(data: bytes) -> Iterator[_Function]:
    """Yield the functions that stand in no other one and are worth it."""
    place, line = 0, 1
    while True:
        if head := _HEAD.match(data, place):
            end = _match_end(_to_end(len(head[1])), data, head.start(2))
            if found := _cut_out(data, head, end, line):
                yield found
        else:
            end = _match_end(_TO_HEAD, data, place)
        if end >= len(data):
            return
        line += data.count(b"\n", place, end) + 1
        place = end + 1


def _cut_out(data: bytes, head: re.Match[bytes], end: int, line: int) -> _Function | None:
    """Return the function that ends before `end`, without the blank lines and comments there; None for odd ones.

    Its stand-in begins with the same words and is of the same extent, as what is around a function ends where it does:
    the last line kept has no comment and no semicolon, so that whatever parses ends with the last character.
    """
    if data[head.end() : head.end() + 1] == b"[":  # type parameters, which an older Python does not read
        return None
    while True:
        start = data.rfind(b"\n", head.start(), end) + 1
        last = data[start:end].rstrip()
        if start <= head.start():
            return None
        if last and not last.lstrip().startswith(b"#"):
            break
        end = start - 1
    if b"#" in last or last.endswith(b";") or len(last) < len(_TAIL):
        return None
    end = start + len(last)
    lines = b"\n" * data.count(b"\n", head.start(), end)
    return _Function(data, head, end, line, head[2] + b"(" + lines + _TAIL.rjust(len(last)))


def _match_end(pattern: re.Pattern[bytes], data: bytes, start: int) -> int:
    found = pattern.match(data, start)
    end = found.end() if found else start
    if end < len(data) and data[end : end + 1] != b"\n":  # a string without an end, or one that is nested in another
        raise OutlineError
    return end


@cache
def _to_end(indent: int) -> re.Pattern[bytes]:
    """Return what matches to the line end in front of the first statement that is not further in than `indent`."""
    return re.compile(rb"(?:%s|\n(?![ ]{0,%d}[^\s#)\]}]))*+" % (_PART, indent))


def _defined(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions that stand in no other one."""
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
        elif isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            for block in ("body", "orelse", "finalbody", "handlers", "cases"):
                waiting += getattr(node, block, ())


def _parsed(data: bytes) -> ast.Module:
    try:
        return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise OutlineError from None
