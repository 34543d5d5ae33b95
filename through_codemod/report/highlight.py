"""How does Python source look in a page? Its lines as HTML, with what is a keyword, a string and so on marked."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from html import escape

# what has no look of its own, or changes the look of what stands around it: https://trojansource.codes
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_KINDS = {
    tokenize.COMMENT: "comment",
    tokenize.NUMBER: "number-literal",
    **{kind: "string" for name, kind in vars(tokenize).items() if name == "STRING" or name.startswith("FSTRING_")},
}


def highlighted(source: str) -> list[str]:
    """Return the lines of `source`, which end at line feeds, as HTML. Never fails: what is no Python has no marks."""
    lines = source.split("\n")
    marks: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for line, start, end, kind in _marks(source, lines):
        marks[line].append((start, end, kind))
    return [_marked(line, listed) for line, listed in zip(lines, marks, strict=True)]


def shown(text: str) -> str:
    """Return text as HTML that shows nothing else than the text; characters that cannot be seen are named."""
    pieces = []
    done = 0
    for found in _UNSEEN.finditer(text):
        pieces += [escape(text[done : found.start()]), f'<span class="unseen">U+{ord(found.group()):04X}</span>']
        done = found.end()
    return "".join([*pieces, escape(text[done:])])


def _marked(line: str, marks: list[tuple[int, int, str]]) -> str:
    pieces = []
    done = 0
    for start, end, kind in sorted(marks):
        if start >= done:
            pieces += [shown(line[done:start]), f'<span class="{kind}">{shown(line[start:end])}</span>']
            done = end
    return "".join([*pieces, shown(line[done:].removesuffix("\r"))])


def _marks(source: str, lines: list[str]) -> Iterator[tuple[int, int, int, str]]:
    """The line, the first and the last column and the kind of what has one, line by line; as far as it is Python."""
    names_follow = False
    try:
        for token in tokenize.generate_tokens(io.StringIO(source, newline="\n").readline):
            kind = _KINDS.get(token.type)
            if token.type == tokenize.NAME:
                kind = "keyword" if keyword.iskeyword(token.string) else "defined" if names_follow else None
                names_follow = token.string in ("def", "class")
            if kind is not None:
                (first, start), (last, end) = token.start, token.end
                for line in range(first - 1, last):
                    yield line, start if line == first - 1 else 0, end if line == last - 1 else len(lines[line]), kind
    except (tokenize.TokenError, SyntaxError):
        return
