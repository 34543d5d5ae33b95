"""What is in a module that is written in a newer Python than the one that reads it?

An interpreter parses nothing that is newer than itself, and what is newer in a file is seldom more than a string in the
quotes of another. So that is written as older Python has it, in as many bytes, and every node stands where it stood:

    def first[T](rows: list[T]) -> T:           def first   (rows: list[T]) -> T:
        type Rows = list[T]                         0;   Rows = list[T]
        try:                                        try:
            print(f"{rows["first"]}")                   print("________________")
        except KeyError, IndexError:                except(KeyError,IndexError):
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_TOKEN = re.compile(rb"#[^\r\n]*|(\b[bBfFrRtTuU]{1,2})?(\"\"\"|'''|\"|')")
_IN_FIELD = re.compile(rb"[\[\](){}:]|" + _TOKEN.pattern)
_GENERIC = rb"\b(?:def|class|type)[ \t]+%s[ \t]*(?=\[)" % _NAME
_BRACKET = re.compile(rb"([\[\](){},])(?:\s*\*{0,2}\s*(%s))?" % _NAME)
# where the name of a type parameter may be that of something else as well, which is then not what an annotation means
_BOUND = (
    rb"(?m)^[ \t]*%(name)s\b(?![ \t]*=[ \t]*(?:\w+\.)?\w+\([\"'_]*\))|"  # `T = TypeVar("T")` says nothing
    rb"\b(?:(?:as|class|def)[ \t]+|import\b[^\n]*\b)%(name)s\b|\bimport[ \t]*\*"
)
_ALIAS = rb"(?m)^[ \t]*(type)[ \t]+%s[ \t]*[=\[]" % _NAME
_EXCEPT = rb"\bexcept\b[ \t]*\*?([ \t]+[\w.\x80-\xff]+(?:[ \t]*,[ \t]*[\w.\x80-\xff]+)+[ \t]*)(?=:)"
_PYTHON_2 = rb"[^,]+,[ \t]*[a-z_]\w*[ \t]*"  # `except KeyError, error:`
_TOLD = rb"\.\s*a?(?:add|remove|set|clear|\w*create)\s*\(|\bgetattr\b|:="  # what is not to be passed over


def parsed(source: str | bytes, path: str = "<unknown>") -> ast.Module:
    """Return the tree of a module, as `ast.parse` does, if need be by what older Python has for what is newer."""
    try:
        return ast.parse(source, path)
    except SyntaxError:
        text = older(source.encode() if isinstance(source, str) else source)
        if text is None:
            raise
        with suppress(SyntaxError):  # the first complaint is about what stands there
            return ast.parse(text.decode() if isinstance(source, str) else text, path)
        raise


class _OpenError(Exception):
    """A string or a field has no end, or holds what is not to be passed over."""


def older(data: bytes) -> bytes | None:
    """Return `data` in older words and of the same length; None where it is as old as it can be, or can't be told."""
    try:
        code, formatted = _code(data)
        changes = [*_formatted(data, formatted), *_rewritten(code)]
    except _OpenError:
        return None
    written = bytearray(data)
    for start, text in changes:
        written[start : start + len(text)] = text
    return bytes(written) if changes else None


def _code(data: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return what is neither string nor comment, the rest blanked, and where strings with fields begin and end."""
    parts: list[bytes] = []
    formatted: list[tuple[int, int]] = []
    at = 0
    while (found := _TOKEN.search(data, at)) is not None:
        end = _end(data, found)
        parts += [data[at : found.start()], _blank(data[found.start() : end], b"_" if found[2] else b" ")]
        if found[2] and _has_fields(found):
            formatted.append((found.start(), end))
        at = end
    return b"".join((*parts, data[at:])), formatted


def _blank(text: bytes, filler: bytes) -> bytes:
    return re.sub(rb"[^\r\n]", filler, text)


def _has_fields(found: re.Match[bytes]) -> bool:
    return bool(found[1]) and bool(set(found[1].lower()) & set(b"ft"))


def _end(data: bytes, found: re.Match[bytes]) -> int:
    """Return where a comment or a string ends that begins so."""
    quote = found[2]
    if not quote:
        return found.end()
    at = found.end()
    while not data.startswith(quote, at):
        char = data[at : at + 1]
        if not char or (char in b"\r\n" and len(quote) == 1):
            raise _OpenError
        if char == b"\\":
            at += 1 if data[at + 1 : at + 2] == b"{" else 2
        elif char == b"{" and _has_fields(found):
            at = at + 2 if data[at + 1 : at + 2] == b"{" else _field_end(data, at + 1, quote)
        else:
            at += 1
    return at + len(quote)


def _field_end(data: bytes, at: int, quote: bytes) -> int:
    """Return what is behind the `}` of a field: an expression, and perhaps a format, which may have fields itself."""
    depth = 0
    while (found := _IN_FIELD.search(data, at)) is not None:
        at = found.end()
        match found.group():
            case b"(" | b"[" | b"{":
                depth += 1
            case b"}" if not depth:
                return at
            case b")" | b"]" | b"}":
                depth -= 1
            case b":":
                if not depth:
                    return _format_end(data, at, quote)
            case _:
                at = _end(data, found)
    raise _OpenError


def _format_end(data: bytes, at: int, quote: bytes) -> int:
    while at < len(data) and not data.startswith(quote, at):
        if data[at : at + 1] == b"}":
            return at + 1
        at = _field_end(data, at + 1, quote) if data[at : at + 1] == b"{" else at + 1
    raise _OpenError


def _formatted(data: bytes, formatted: list[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Yield plain strings for those with fields that the interpreter can't read."""
    for start, end in formatted:
        text = data[start:end]
        try:
            ast.parse(f"({text.decode('utf-8', 'replace')}\n)", mode="eval")
        except SyntaxError:
            lines = text.splitlines()
            quote = b'"' if len(lines) == 1 else b'"""'
            if re.search(_TOLD, text) or min(len(lines[0]), len(lines[-1])) < len(quote):
                raise _OpenError from None
            yield start, quote + _blank(text[len(quote) : -len(quote)], b"_") + quote


def _parameters(code: bytes, start: int) -> tuple[int, list[bytes]]:
    """Return where type parameters end that begin at `start`, and their names."""
    depth = 0
    names: list[bytes] = []
    for found in _BRACKET.finditer(code, start):
        char = found[1]
        depth += 1 if char in b"([{" else -1 if char in b")]}" else 0
        if not depth:
            return found.start() + 1, names
        if depth == 1 and char in b"[,":
            names += [found[2]] if found[2] else []
    raise _OpenError


def _rewritten(code: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield what older Python has for type parameters, type aliases, and several exceptions without parentheses."""
    generic = [(found.end(), *_parameters(code, found.end())) for found in re.finditer(_GENERIC, code)]
    rest = bytearray(code)
    for start, end, _ in generic:
        rest[start:end] = _blank(code[start:end], b" ")
    for start, end, names in generic:
        if any(re.search(_BOUND % {b"name": re.escape(name)}, rest) for name in names):
            raise _OpenError
        yield start, re.sub(rb" (?=\r?\n)", rb"\\", rest[start:end])
    for found in re.finditer(_ALIAS, code):
        yield found.start(1), b"0;  "
    for found in re.finditer(_EXCEPT, code):
        caught = found[1]
        inside = b",".join(name.strip() for name in caught.split(b","))
        if re.fullmatch(_PYTHON_2, caught) or len(inside) + 2 > len(caught):
            raise _OpenError
        yield found.start(1), b"(%s)" % inside.ljust(len(caught) - 2)
