"""What does a file tell, unparsed? How does Python read it, which bases have its classes, what is set on them?"""

from __future__ import annotations

import codecs
import io
import os
import re
from functools import lru_cache
from pathlib import Path

MOST_TEXT = 28_000_000  # bytes of files that are kept to be searched again where they are all there are
ENOUGH_TEXT = 20_000_000  # that are kept of more
LEAST_KNOWN = 3  # letters of a name that is put together, and half of them: fewer fit too many
_ASCII_FIRST = ("utf-8", "ascii", "us-ascii", "iso-8859", "latin", "cp125", "windows-125")  # where ASCII is itself
_ASCII = bytes(range(128))
_BLOCK = 1 << 10
_AT_ONCE = 1 << 17  # bytes, more than most modules have
# up to the parenthesis that a colon follows, past comments: a call among the bases has a parenthesis of its own
_BASES = re.compile(rb"class [ \t]*[\w\x80-\xff]+\s*(?:\[[^\]]*\])?\s*\(((?:[^)#]++|#[^\n]*+|\)(?!\s*:))*+)")
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*")
_AS = re.compile(rb"as(?<=[ \t]as)[ \t]+(%s)" % _NAME.pattern)  # letters in front are sought faster than a space
_BEFORE = re.compile(rb"(%s)[ \t]*$" % _NAME.pattern)
_SET = re.compile(rb"\n[ \t]*+(?:models\.[A-Z]|[A-Z])\w*+\.(\w++)[ \t]*+=[^=]")
_SET_BY_NAME = tuple(
    (sign, re.compile(re.escape(sign) + rb"(?:\s*[\w.]+,)?\s*[\"'](\w+)[\"']"))
    for sign in (b"setattr(", b"add_to_class(")
)


class Texts(dict[str, bytes]):
    """What files hold, by their paths: all of it where it is no more than `MOST_TEXT`, else `ENOUGH_TEXT` of it."""

    room = MOST_TEXT

    def keep(self, path: str, text: bytes) -> None:
        """Keep a text, where there is room for it."""
        if self.room > 0:
            self.room -= len(text)
            self[path] = text
            excess = 0 if self.room > 0 else MOST_TEXT - ENOUGH_TEXT
            while excess > 0 and self:
                excess -= len(self.popitem()[1])


def held(path: str | Path) -> bytes:
    """Return what a file holds, as it is; a file object takes half as long again. Raises `OSError`."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        source = os.read(file, _AT_ONCE)
        while more := os.read(file, _AT_ONCE):
            source += more
    finally:
        os.close(file)
    return source


def as_read(source: bytes) -> bytes:
    """Return what a file holds in UTF-8, spelled as Python reads its names, to be searched for one.

    A ligature counts as its letters there, and a letter of full width as any other:
    https://docs.python.org/3/reference/lexical_analysis.html#identifiers. Strings and comments come in normal form too,
    so this is for no other use. What cannot be decoded stays as it is.
    """
    return source if source.isascii() and not _may_declare(source) else _normalized(source)


def _may_declare(source: bytes) -> bool:
    """Whether one of the first two lines, the only ones that count, may say which encoding the file is in."""
    return b"coding" in source[: source.find(b"\n", source.find(b"\n") + 1)]


def _normalized(source: bytes) -> bytes:
    import tokenize
    import unicodedata

    try:
        encoding = "utf-8"
        if _may_declare(source) or source.startswith(codecs.BOM_UTF8):
            encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        if source.isascii() and encoding.startswith(_ASCII_FIRST):
            return source
        if encoding == "utf-8" and not any(map(_in_other_form, set(_beyond_ascii(source)))):
            return source
        lines = source.decode(encoding).encode().split(b"\n")  # no form reaches over a line; most lines are as they are
        return b"\n".join(
            line if line.isascii() else unicodedata.normalize("NFKC", line.decode()).encode() for line in lines
        )
    except (SyntaxError, UnicodeDecodeError):
        return source


def _beyond_ascii(source: bytes) -> str:
    blocks = (source[start : start + _BLOCK] for start in range(0, len(source), _BLOCK))
    return b"".join(block.translate(None, _ASCII) for block in blocks if not block.isascii()).decode()


@lru_cache(maxsize=4096)
def _in_other_form(character: str) -> bool:
    """Whether a name that holds the character may be spelled otherwise in normal form, by it or by what it joins."""
    import unicodedata

    if not ("a" + character).isidentifier():
        return False
    joins = "\u1100" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")
    return joins or not unicodedata.is_normalized("NFKC", character)


def bases(source: bytes) -> frozenset[str]:
    """Return the bare names in the bases of all classes, and what these are imported as, of a file `as_read`."""
    names = {name for listed in _BASES.findall(source) for name in _named(listed)}
    imported = set()
    for match in _AS.finditer(source) if names else ():
        if match[1].decode(errors="replace") in names and (
            before := _BEFORE.search(source, max(match.start() - 100, 0), match.start())
        ):
            imported.add(before[1].decode(errors="replace"))
    return frozenset(names | imported)


@lru_cache(maxsize=4096)  # the same few bases stand in most files
def _named(listed: bytes) -> tuple[str, ...]:
    return tuple(name.decode(errors="replace") for name in _NAME.findall(listed))


def has_base(source: bytes, name: str) -> bool:
    """Whether `bases` would find a name in a file `as_read`."""
    return name in bases(source)


def sets_on_classes(source: bytes, name: str) -> bool:
    """Whether `set_on_classes` would find a name in a file `as_read`."""
    word = name.encode()
    set_or_quoted = rb"%(word)s(?:(?<=\.%(word)s)[ \t]*+=[^=]|(?<=[\"']%(word)s)[\"'])" % {b"word": word}
    return re.search(set_or_quoted, source) is not None and name in set_on_classes(source)


def set_on_classes(source: bytes) -> frozenset[str]:
    """Return the names under which a file `as_read` sets something on what may be a class, outside of its body."""
    called = (name for sign, pattern in _SET_BY_NAME if sign in source for name in pattern.findall(source))
    return frozenset(name.decode() for name in (*_SET.findall(source), *called))


def has_word(text: bytes, name: str) -> bool:
    """Whether a text has the word; of `.name` more than where such a method is defined or `super()`'s is called."""
    word = re.escape(name.removeprefix("."))  # first, as plain text is found far faster than a pattern
    before = (r"\w", "def ", r"super\(\)\.") if name.startswith(".") else (r"\w",)
    return re.search((word + "".join(f"(?<!{one}{word})" for one in before) + r"(?!\w)").encode(), text) is not None
