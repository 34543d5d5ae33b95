"""Which findings did the project ask not to hear of, by `# through: ignore[TM101] why` in the source?

    course.students.add(student)  # through: ignore[TM101] the nightly job fills the grade in
    # through: ignore[TM103, TM104] alone on its line, it speaks of the line of code that follows
    # through: ignore-file[TM105] anywhere in the file

Without brackets and codes the comment speaks of all of them, with empty brackets of none. It may stand behind another
comment: `# noqa  # through: ignore`.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

EVERY = "*"

_QUICK = re.compile(r"(?<!\w)through:\s*ignore", re.IGNORECASE)
_COMMENT = re.compile(
    r"(?:^#+|[#;]|^#+\s*(?:noqa|pragma|type|pylint|mypy|nosec|fmt|ruff)\b.*?\s)\s*"
    r"through:\s*ignore(?P<file>-file)?(?![\w-])\s*(?:\[(?P<codes>[^\]]*)\]|:?\s*(?P<bare>TM\d+(?:[,\s]+TM\d+)*\b))?",
    re.IGNORECASE,
)
_LINES = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE})


class _Ignore(NamedTuple):
    """One code of one comment; `about` is the line it speaks of, 0 for the whole file."""

    code: str
    about: int
    line: int
    column: int


@dataclass(slots=True)
class Suppressions:
    """The suppression comments of one file, and which of them were of use."""

    ignores: tuple[_Ignore, ...] = ()
    used: set[_Ignore] = field(default_factory=set)

    def covers(self, code: str, first_line: int, last_line: int) -> bool:
        """Whether a comment silences `code` on the lines from `first_line` to `last_line`, both included.

        The comments that do so count as used from then on. Ask for every finding before anything else filters it,
        or a comment is reported as stale because of an `--ignore`.
        """
        matching = {
            ignore
            for ignore in self.ignores
            if ignore.code in (code, EVERY) and (not ignore.about or first_line <= ignore.about <= last_line)
        }
        self.used |= matching
        return bool(matching)

    def stale(self) -> list[tuple[int, int, str]]:
        """Return line and column (1-based) and code (`"*"` for all) of what silenced nothing, code by code."""
        return [(ignore.line, ignore.column, ignore.code) for ignore in self.ignores if ignore not in self.used]


def suppressions(source_text: str) -> Suppressions:
    """Return the suppressions in `source_text`; strings that look like one are none.

    Never raises: where the text cannot be tokenized, what stands before that place counts.
    """
    if not ("hrough:" in source_text or "HROUGH:" in source_text) or not _QUICK.search(source_text):
        return Suppressions()
    return Suppressions(tuple(_ignores(source_text)))


class Ignoring(NamedTuple):
    """A text with comments added, the lines of the text before that one was put above, and who has none."""

    text: str
    above: tuple[int, ...]
    without: tuple[tuple[int, int, str], ...]


def with_ignores(source_text: str, sites: Iterable[tuple[int, int, str]], width: int) -> Ignoring:
    """Return the text with a comment for each of `sites`: its first line, its last line, and its code.

    It stands at the end of the first line where that leaves it within `width`, else above it, else wherever on these
    lines a comment can stand: none can in a string, or behind a backslash.
    """
    lines = re.findall(_LINES, source_text)
    newline = "\r\n" if "\r\n" in source_text else "\n"
    open_ends = {0} | {
        token.start[0] for token in _tokens(source_text) if token.type in (tokenize.NL, tokenize.NEWLINE)
    }
    codes: dict[int, set[str]] = {}
    lasts: dict[int, int] = {}
    for first, last, code in sites:
        codes.setdefault(first, set()).add(code)
        lasts[first] = max(last, lasts.get(first, 0))
    above: dict[int, str] = {}
    without: list[tuple[int, int, str]] = []
    for first, last in lasts.items():
        comment = f"# through: ignore[{', '.join(sorted(codes[first]))}]"
        bare = lines[first - 1].rstrip("\r\n")
        free = first in open_ends and not _QUICK.search(bare)
        if free and len(bare) + 2 + len(comment) <= width:
            _append(lines, first, comment)
        elif first - 1 in open_ends:
            above[first] = bare[: len(bare) - len(bare.lstrip())] + comment + newline
        elif free or (last in open_ends and not _QUICK.search(lines[last - 1])):
            _append(lines, first if free else last, comment)
        else:
            without += [(first, last, code) for code in sorted(codes[first])]
    text = "".join(above.get(number, "") + line for number, line in enumerate(lines, 1))
    return Ignoring(text, tuple(sorted(above)), tuple(without))


def _append(lines: list[str], number: int, comment: str) -> None:
    line = lines[number - 1]
    bare = line.rstrip("\r\n")
    lines[number - 1] = f"{bare.rstrip()}  {comment}{line[len(bare) :]}"


def _ignores(source_text: str) -> Iterator[_Ignore]:
    waiting: list[tuple[str, int, int]] = []
    code_seen_on = 0
    for token in _tokens(source_text):
        if token.type == tokenize.COMMENT and (match := _COMMENT.search(token.string)):
            line, column = token.start
            for code in _codes(match["bare"] or match["codes"]):
                if match["file"]:
                    yield _Ignore(code, 0, line, column + 1)
                elif code_seen_on == line:
                    yield _Ignore(code, line, line, column + 1)
                else:
                    waiting.append((code, line, column + 1))
        elif token.type not in _LAYOUT:
            for code, line, column in waiting:
                yield _Ignore(code, token.start[0], line, column)
            waiting.clear()
            code_seen_on = token.end[0]
    for code, line, column in waiting:
        yield _Ignore(code, line, line, column)


def _codes(listed: str | None) -> list[str]:
    """The codes that are listed: `None` (no brackets) stands for all of them, and an empty list gives none, `""`."""
    return [EVERY] if listed is None else listed.upper().replace(",", " ").split() or [""]


def _tokens(source_text: str) -> Iterator[tokenize.TokenInfo]:
    lines = io.StringIO(source_text, newline=None)
    try:
        yield from tokenize.generate_tokens(lines.readline)
    except (tokenize.TokenError, SyntaxError):
        return
