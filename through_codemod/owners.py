"""Who owns a file, by the repository's CODEOWNERS?

GitHub's and GitLab's forms: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
and https://docs.gitlab.com/user/project/codeowners/reference/ . The last pattern that matches a file wins, in each of
GitLab's sections for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")

_SECTION = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s.*)?)$")


class OwnersError(Exception):
    """There is no CODEOWNERS file that can be read; the message says where it is looked for."""


@dataclass(slots=True)
class _Section:
    usual: tuple[str, ...] = ()
    rules: list[tuple[re.Pattern[str], tuple[str, ...]]] = field(default_factory=list)


def owners_of(top: Path) -> Callable[[str], tuple[str, ...]]:
    """Return what tells the owners of a file, by its path from `top`, the top of the repository; none may own it.

    Raises `OwnersError` where there is no CODEOWNERS file.
    """
    for place in PLACES:
        try:
            text = (top / place).read_bytes()
        except OSError:
            continue
        return parsed(text.decode("utf-8-sig", "replace"))
    raise OwnersError(f"{top} has no CODEOWNERS; it is looked for as {', '.join(PLACES)}")


def parsed(text: str) -> Callable[[str], tuple[str, ...]]:
    """Return what tells the owners of a path by the text of a CODEOWNERS file."""
    sections = {"": _Section()}
    current = sections[""]
    for line in text.splitlines():
        words = _words(line)
        if not words:
            continue
        if found := _SECTION.match(re.sub(r"\s#.*", "", line).strip()):
            current = sections.setdefault(found["name"].strip().lower(), _Section())
            current.usual = tuple(found["owners"].split()) or current.usual
        else:
            pattern, *owners = words
            current.rules.append((_compiled(pattern), tuple(owners) or current.usual))

    def owners_at(path: str) -> tuple[str, ...]:
        found: list[str] = []
        for section in sections.values():
            found += next((names for pattern, names in reversed(section.rules) if pattern.match(path)), ())
        return tuple(dict.fromkeys(found))

    return owners_at


def _words(line: str) -> list[str]:
    """The pattern and the owners of a line, without its comment; a space behind a backslash is part of a pattern."""
    words = re.findall(r"(?:\\.|\S)+", line)
    comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as gitignore reads it, but that a star at the end of a path stands for files of that directory only.

    There is no `!` and no `[a-z]`, as GitHub says.
    """
    text = re.sub(r"\\(.)", r"\1", pattern)
    anchored = "/" in text.rstrip("/")
    parts = text.strip("/").split("/")
    regex = "" if anchored and parts[0] != "**" else r"(?:.*/)?"
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            regex += ".*" if last else r"(?:.*/)?"
        else:
            regex += "".join({"*": "[^/]*", "?": "[^/]"}.get(mark) or re.escape(mark) for mark in part)
            regex += "" if last else "/"
    if text.endswith("/"):
        regex += "/.*"
    elif not (anchored and parts[-1] == "*"):
        regex += r"(?:/.*)?"
    return re.compile(regex + r"\Z", re.DOTALL)
