"""What did a recorded run see in which file, and is the file still what it was?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.changes import Edit

if TYPE_CHECKING:
    from through_codemod.trace import Write


class Seen(NamedTuple):
    """What a run saw in a file: each kind of write, and how often it saw it.

    `within` are those of which no more is known than the lines that they are among.
    """

    writes: tuple[tuple[Write, int], ...] = ()
    within: tuple[tuple[Write, int, range], ...] = ()

    def after(self, edits: Sequence[Edit]) -> Seen:
        """Return what holds once `edits` have moved lines."""
        kept, within = [], []
        for write, count in self.writes:
            last = write.end_line or write.line
            if over := [edit for edit in edits if edit.start < last and write.line <= edit.end]:
                within.append((write, count, range(over[0].new_start + 1, over[-1].new_end + 1)))
                continue
            before = [edit for edit in edits if edit.end < write.line]
            by = before[-1].new_end - before[-1].end if before else 0
            end_line = None if write.end_line is None else write.end_line + by
            kept.append((write._replace(line=write.line + by, end_line=end_line), count))
        return Seen(tuple(kept), tuple(within))


NOTHING = Seen()
_MOST = 5  # files named in a sentence


@dataclass(frozen=True)
class Trace:
    """A recorded run, or several: what was seen by the real path of the file, and the digest of its source then."""

    name: str
    files: Mapping[str, tuple[str, Seen]]

    @classmethod
    def read(cls, path: Path) -> Trace:
        """Return what the file at `path` and its parts hold. Raises `TraceError`."""
        from through_codemod.trace import TraceError, read_trace

        try:
            recorded = read_trace(str(path))
        except OSError as error:
            how = "`through-codemod trace -- COMMAND` records one"
            raise TraceError(f"{path}: {error.strerror or error}; {how}") from None
        home = path.resolve().parent
        writes: dict[str, list[tuple[Write, int]]] = {}
        for write, count in recorded.counts.items():
            writes.setdefault(write.file, []).append((write, count))
        return cls(
            path.name,
            {
                os.path.realpath(home / file): (recorded.digests[file], Seen(tuple(sorted(found, key=repr))))
                for file, found in writes.items()
            },
        )

    def knows(self, path: str) -> bool:
        """Whether anything was seen in the file at `path`."""
        return os.path.realpath(path) in self.files

    def of(self, path: str, source: bytes) -> Seen | None:
        """Return what was seen in the file at `path` that holds `source`; None where it was another source."""
        import hashlib

        digest, seen = self.files.get(os.path.realpath(path), ("", NOTHING))
        return seen if not digest or hashlib.sha256(source).hexdigest() == digest else None

    def checked(self, files: Iterable[str], given: Mapping[str, bytes] | None = None) -> tuple[Trace, list[str]]:
        """Return the trace without what no longer matches `files`, and sentences that say what that is.

        `given` holds the sources of files that are not read from disk.
        """
        names = {os.path.realpath(file): file for file in files}
        kept: dict[str, tuple[str, Seen]] = {}
        changed, gone, lines = [], [], []
        for path, (digest, seen) in self.files.items():
            name = names.get(path) or _shown(path)
            if path not in names and os.path.exists(path) and not any(is_foreign(write) for write, _ in seen.writes):
                continue  # not asked about
            try:
                source = (given or {}).get(name) or Path(path).read_bytes()
            except OSError:
                gone.append(name)
                continue
            if self.of(path, source) is None:
                changed.append(name)
                continue
            wrong = {write.line for write, _ in seen.writes if not _stands(write, source.splitlines())}
            lines += [f"{name}:{line}" for line in sorted(wrong)]
            kept[path] = digest, Seen(tuple(item for item in seen.writes if item[0].line not in wrong))
        whys = (
            (changed, "changed since it was recorded"),
            (gone, "cannot be read any more"),
            (lines, "has no code there"),
        )
        said = [f"{self.name}: ignored, as the source {why}: {_listed(places)}" for places, why in whys if places]
        return Trace(self.name, kept), said

    def elsewhere(self, files: Iterable[str]) -> list[tuple[str, Seen]]:
        """Return what was seen in libraries with nothing of the project behind them, which are not among `files`."""
        names = {os.path.realpath(file) for file in files}
        found = []
        for path, (_, seen) in sorted(self.files.items()):
            writes = tuple(item for item in seen.writes if is_foreign(item[0]))
            if path not in names and writes:
                found.append((_shown(path), Seen(writes)))
        return found


def is_foreign(write: Write) -> bool:
    """Whether the place of the write is a library's, as nothing of the project's was on the way to it."""
    if not write.by:
        return False
    module = write.by[0].partition(":")[0].replace(".", "/")
    return write.file.endswith((f"/{module}.py", f"/{module}/__init__.py"))


def _stands(write: Write, lines: Sequence[bytes]) -> bool:
    text = lines[write.line - 1].strip() if 0 < write.line <= len(lines) else b""
    return bool(text) and not text.startswith(b"#") and (write.end_line or 0) <= len(lines)


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _MOST
    return ", ".join(places[:_MOST]) + (f" and {more} more" if more > 0 else "") + "; record it anew"


def _shown(path: str) -> str:
    return path.removeprefix(os.path.join(os.getcwd(), ""))
