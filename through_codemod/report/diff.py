"""How does a file change, as a unified diff that `git apply` and `patch` take?

The diff is bytes: lines are those of the file in the file's own encoding. `decoded` makes text of it for a screen.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from difflib import SequenceMatcher

from through_codemod.report import Change
from through_codemod.report.terminal import Style, painted

CONTEXT = 3


def unified_diff(path: str, change: Change) -> bytes:
    """Return the unified diff of a file; `b""` where nothing changes. Lines end at line feeds, as git sees it."""
    before, after = (io.BytesIO(source).readlines() for source in (change.before, change.after))
    body = b"".join(_hunks(before, after))
    if not body:
        return b""
    name = path.lstrip("/").encode("utf-8", "surrogateescape")
    end = b"\t\n" if b" " in name else b"\n"
    return b"--- a/" + name + end + b"+++ b/" + name + end + body


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
    if line.startswith(("--- ", "+++ ")):
        return Style.BOLD
    return {"-": Style.RED, "+": Style.GREEN, "@": Style.CYAN}.get(line[:1])


def _hunks(before: list[bytes], after: list[bytes]) -> Iterator[bytes]:
    # what both share at either end cannot change: the matcher need not see more of it than the context
    start = next((i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), None)
    if start is None:
        start = min(len(before), len(after))
    same_end = 0
    while same_end < min(len(before), len(after)) - start and before[-1 - same_end] == after[-1 - same_end]:
        same_end += 1
    first, spare = max(0, start - CONTEXT), max(0, same_end - CONTEXT)
    old, new = before[first : len(before) - spare], after[first : len(after) - spare]
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield f"@@ -{_range(first + i1, first + i2)} +{_range(first + j1, first + j2)} @@\n".encode()
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                yield from (_line(b" ", line) for line in old[a1:a2])
            else:
                yield from (_line(b"-", line) for line in old[a1:a2])
                yield from (_line(b"+", line) for line in new[b1:b2])


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"


def _range(start: int, stop: int) -> str:
    length = stop - start
    begin = start + 1 if length else start
    return f"{begin}" if length == 1 else f"{begin},{length}"
