"""Which lines have changed since a commit? Git is asked, and what it does not know has changed as a whole."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from through_codemod.report import FileReport

_HUNK = rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@"
_PLAIN = ("core.quotePath=false", "diff.noprefix=false", "diff.mnemonicPrefix=false", "diff.relative=false")


class SinceError(Exception):
    """Git does not tell what has changed; the message says why, and what to do."""


class Changed(NamedTuple):
    """The lines of the files that git knows, by their real paths: the first of each run, and the one behind its end."""

    tracked: frozenset[str]
    runs: Mapping[str, tuple[tuple[int, int], ...]]

    def pass_over(self, reports: Sequence[FileReport]) -> list[FileReport]:
        """Return the reports without the findings that no changed line is part of.

        A file that could not be processed is told of if anything in it has changed.
        """
        kept = []
        for report in reports:
            path = os.path.realpath(report.path)
            told = [
                report.broken or self._has(path, finding.line, finding.end_line, whole=finding.code == "TM901")
                for finding in report.findings
            ]
            findings = tuple(finding for finding, flag in zip(report.findings, told, strict=True) if flag)
            passed = tuple(finding for finding, flag in zip(report.findings, told, strict=True) if not flag)
            kept.append(report._replace(findings=findings, passed=(*report.passed, *passed)))
        return kept

    def _has(self, path: str, first: int, last: int, whole: bool) -> bool:
        if path not in self.tracked:
            return True
        return any(whole or (first < end and last >= start) for start, end in self.runs.get(path, ()))


def changed_since(ref: str, directory: str) -> Changed:
    """Return what has changed in the working tree since it and `ref` went apart.

    `directory` lies in the repository. Raises `SinceError` where git is no help.
    """
    top = os.fsdecode(_git(directory, "rev-parse", "--show-toplevel", why="--since asks git")).rstrip("\n")
    why = f"--since {ref}"
    _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", why=f"{why}: no commit")
    bases = _git(top, "merge-base", "--", ref, "HEAD", why=f"{why}: it has no commit in common with HEAD")
    base = bases.split()[0].decode()
    listed = _git(top, "ls-files", "-z", why=why)
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--submodule=short")
    diff = _git(top, "diff", *options, "--src-prefix=a/", "--dst-prefix=b/", base, "--", why=why)
    real = os.path.realpath(top)
    return Changed(
        frozenset(os.path.join(real, os.fsdecode(name)) for name in listed.split(b"\0") if name),
        {os.path.join(real, os.fsdecode(name)): tuple(runs) for name, runs in _runs(diff).items()},
    )


def _git(directory: str, *arguments: str, why: str) -> bytes:
    settings = [word for setting in _PLAIN for word in ("-c", setting)]
    try:
        done = subprocess.run(["git", *settings, *arguments], cwd=directory, capture_output=True, check=False)
    except OSError as error:
        raise SinceError(f"{why}, and it cannot be run: {error.strerror}") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        hint = "a shallow clone may lack it (fetch-depth: 0 has all of them)"
        raise SinceError(f"{why}: {said}" if said else f"{why}; {hint}")
    return done.stdout


def _runs(diff: bytes) -> dict[bytes, list[tuple[int, int]]]:
    """The runs of new lines in a diff without context, by file."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    name = b""
    lines = iter(diff.split(b"\n"))
    for line in lines:
        if line.startswith(b"+++ "):
            name = _unquoted(line[4:].rstrip(b"\t"))
        elif hunk := re.match(_HUNK, line):
            old, new = (int(count) if count is not None else 1 for count in (hunk[1], hunk[3]))
            start = int(hunk[2])
            if new:
                found.setdefault(name, []).append((start, start + new))
            for _ in range(old + new):  # what they say may look like the head of a file
                next(lines)
    return found


def _unquoted(name: bytes) -> bytes:
    """A file's name, without the `b/` in front of it, and out of the quotes that git puts around an odd one."""
    if name.startswith(b'"'):
        octal = re.compile(rb"\\([0-7]{3}|.)")
        plain = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
        name = octal.sub(
            lambda found: bytes([int(found[1], 8)]) if len(found[1]) == 3 else plain.get(found[1], found[1]), name[1:-1]
        )
    return name.removeprefix(b"b/")
