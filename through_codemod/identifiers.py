"""Which names mean something in a scope, so that a new one must be another? And how does Python read a name?"""

from __future__ import annotations

import ast
import io
import re
from functools import lru_cache

_ASCII_FIRST = ("utf-8", "ascii", "us-ascii", "iso-8859", "latin", "cp125", "windows-125")  # where ASCII is itself
_ASCII = bytes(range(128))


def as_read(source: bytes) -> bytes:
    """Return what a file holds in UTF-8, spelled as Python reads its names, to be searched for one.

    A ligature counts as its letters there, and a letter of full width as any other:
    https://docs.python.org/3/reference/lexical_analysis.html#identifiers. Strings and comments come in normal form too,
    so this is for no other use. What cannot be decoded stays as it is.
    """
    return source if source.isascii() and b"coding" not in source[:1000] else _normalized(source)


@lru_cache(maxsize=1)  # a file is searched for one thing and then for another
def _normalized(source: bytes) -> bytes:
    import tokenize
    import unicodedata

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        if source.isascii() and encoding.startswith(_ASCII_FIRST):
            return source
        if encoding == "utf-8" and not any(map(_in_other_form, set(source.translate(None, _ASCII).decode()))):
            return source
        lines = source.decode(encoding).encode().split(b"\n")  # no form reaches over a line; most lines are as they are
        return b"\n".join(
            line if line.isascii() else unicodedata.normalize("NFKC", line.decode()).encode() for line in lines
        )
    except (SyntaxError, UnicodeDecodeError):
        return source


def _in_other_form(character: str) -> bool:
    """Whether a name that holds the character may be spelled otherwise in normal form, by it or by what it joins."""
    import unicodedata

    if not ("a" + character).isidentifier():
        return False
    joins = "\u1100" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")
    return joins or not unicodedata.is_normalized("NFKC", character)


def identifiers(scope: ast.AST) -> set[str]:
    """Return the names that mean something in `scope`, those left out that only a comprehension knows."""
    names: set[str] = set()
    waiting: list[ast.AST] = [scope]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            inside: set[str] = set()
            for child in ast.iter_child_nodes(node):
                inside |= identifiers(child)
            names |= inside - {
                name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)
            }
            continue
        waiting.extend(ast.iter_child_nodes(node))
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=asname):
                names.add(asname or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                names.update(declared)
    return names


def bound_at_top(tree: ast.Module) -> set[str]:
    """Return the names that the module binds or uses outside functions and classes, and theirs."""
    names: set[str] = set()
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case _:
                names |= identifiers(statement)
    return names


def snake_case(name: str) -> str:
    """Return a class's name as variables spell it: `art_course` for `ArtCourse`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
