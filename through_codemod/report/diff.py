"""How does a file change, as a unified diff that `git apply` and `patch` take?

The diff is bytes: lines are those of the file in the file's own encoding. `decoded` makes text of it for a screen.
"""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Iterable, Iterator, Sequence

from through_codemod.changes import Edit
from through_codemod.report import Change
from through_codemod.report.terminal import Style, painted

CONTEXT = 3

# what git writes for a byte of a name that it quotes: https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
_ESCAPES = {7: b"\\a", 8: b"\\b", 9: b"\\t", 10: b"\\n", 11: b"\\v", 12: b"\\f", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}


def unified_diff(path: str, change: Change) -> bytes:
    """Return the unified diff of a file; `b""` where nothing changes. Lines end at line feeds, as git sees it.

    Where the change says which lines became which, nothing else is compared.
    """
    before, after = change.lines
    body = b"".join(_hunks(before, after, minimal_edits(change)))
    if not body:
        return b""
    name = path.lstrip("/").encode("utf-8", "surrogateescape")
    old, new = _quoted(b"a/" + name), _quoted(b"b/" + name)
    end = b"\t\n" if b" " in name and not old.startswith(b'"') else b"\n"
    return b"diff --git " + old + b" " + new + b"\n--- " + old + end + b"+++ " + new + end + body


def path_in_repository(path: str) -> str:
    """Return the path that git knows a file by: from the top of the repository, with symbolic links followed.

    `git apply` reads it so from every directory of the repository. The repository is that of the current directory, or
    the file's own where that is another. Outside of git it is the path from the current directory, or from the root of
    the file system where the file lies elsewhere.
    """
    real, here = os.path.realpath(path), os.path.realpath(".")
    for top in (repository_of(here), repository_of(os.path.dirname(real)), here):
        if top and real.startswith(os.path.join(top, "")):
            return real.removeprefix(os.path.join(top, "")).replace(os.sep, "/")
    return real


def any_outside(paths: Iterable[str]) -> bool:
    """Whether one of the files lies in the repository around, but not below, the current directory."""
    here = os.path.realpath(".")
    return repository_of(here) not in (None, here) and any(
        not os.path.realpath(path).startswith(os.path.join(here, "")) for path in paths
    )


def repository_of(directory: str) -> str | None:
    """Return the top of the repository that a directory lies in; None outside of one."""
    while not os.path.exists(os.path.join(directory, ".git")):
        above = os.path.dirname(directory)
        if above == directory:
            return None
        directory = above
    return directory


def minimal_edits(change: Change) -> list[Edit]:
    """Return which lines become which others, and no line that stays: within each edit, the fewest that can be."""
    before, after = change.lines
    edits = [Edit(0, len(before), 0, len(after))] if change.edits is None else change.edits
    return [
        Edit(edit.start + a1, edit.start + a2, edit.new_start + b1, edit.new_start + b2)
        for edit in edits
        for a1, a2, b1, b2 in _replaced(before[edit.start : edit.end], after[edit.new_start : edit.new_end])
    ]


def decoded(diff: bytes, change: Change) -> str:
    """Return a diff as text, read in the encoding of the file it is about. Never fails: odd bytes are replaced."""
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(change.before).readline)[0]
        return diff.decode(encoding, "replace")
    except (SyntaxError, LookupError):
        return diff.decode("utf-8", "replace")


def colored(diff: str) -> str:
    """Return the diff with the colours that git gives it."""
    return "".join(painted(line, _style(line), True) + "\n" for line in diff.removesuffix("\n").split("\n"))


def _style(line: str) -> Style | None:
    if line.startswith(("diff --git ", "--- ", "+++ ")):
        return Style.BOLD
    return {"-": Style.RED, "+": Style.GREEN, "@": Style.CYAN}.get(line[:1])


def _quoted(name: bytes) -> bytes:
    """The name as git quotes it, where it holds what would end it."""
    if not any(byte in _ESCAPES or byte < 32 or byte == 127 for byte in name):
        return name
    return b'"%b"' % b"".join(
        _ESCAPES.get(byte) or (bytes([byte]) if 32 <= byte != 127 else b"\\%03o" % byte) for byte in name
    )


def spans(edits: Sequence[Edit], length: int) -> list[tuple[int, int]]:
    """Return the lines of the old file that each hunk of a diff shows, of `length` in all."""
    return [(max(0, group[0].start - CONTEXT), min(length, group[-1].end + CONTEXT)) for group in _grouped(edits)]


def _grouped(edits: Sequence[Edit]) -> list[list[Edit]]:
    groups: list[list[Edit]] = []
    for edit in edits:
        if groups and edit.start - groups[-1][-1].end <= 2 * CONTEXT:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _hunks(before: list[bytes], after: list[bytes], edits: Sequence[Edit]) -> Iterator[bytes]:
    for group, (first, last) in zip(_grouped(edits), spans(edits, len(before)), strict=True):
        new_first = group[0].new_start - (group[0].start - first)
        new_last = group[-1].new_end + (last - group[-1].end)
        yield f"@@ -{_range(first, last)} +{_range(new_first, new_last)} @@\n".encode()
        for edit in group:
            yield from (_line(b" ", line) for line in before[first : edit.start])
            yield from (_line(b"-", line) for line in before[edit.start : edit.end])
            yield from (_line(b"+", line) for line in after[edit.new_start : edit.new_end])
            first = edit.end
        yield from (_line(b" ", line) for line in before[first:last])


def _replaced(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """The runs of lines that differ, fewest lines first found: E. W. Myers, https://doi.org/10.1007/BF01840446 ."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    runs: list[tuple[int, int, int, int]] = []
    for x, y, a, b in _steps(old[start : len(old) - end], new[start : len(new) - end]):
        x, y, a, b = x + start, y + start, a + start, b + start
        if runs and runs[-1][1] == x and runs[-1][3] == y:
            runs[-1] = (runs[-1][0], a, runs[-1][2], b)
        else:
            runs.append((x, a, y, b))
    yield from runs


def _steps(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int, int, int]]:
    """The single lines that are dropped or added, in order, as the places before and behind each in both."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for distance in range(len(old) + len(new) + 1):
        trail.append(dict(furthest))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1])
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walked_back(trail, len(old), len(new))
    return []


def _walked_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int, int]]:
    steps = []
    for distance in range(len(trail) - 1, 0, -1):
        furthest, diagonal = trail[distance], x - y
        down = diagonal == -distance or (diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1])
        diagonal += 1 if down else -1
        before_x = furthest[diagonal]
        before_y = before_x - diagonal
        steps.append((before_x, before_y, *((before_x, before_y + 1) if down else (before_x + 1, before_y))))
        x, y = before_x, before_y
    return steps[::-1]


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _range(start: int, stop: int) -> str:
    length = stop - start
    begin = start + 1 if length else start
    return f"{begin}" if length == 1 else f"{begin},{length}"
