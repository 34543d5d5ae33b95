"""Which files hold something that git could not give back if it were written over?"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable

AT_ONCE = 500  # paths of one command: a command line has a limit


def uncommitted(paths: Iterable[str]) -> list[str]:
    """Return those of `paths` that differ from what is committed, in their order: changed, staged, or new to git.

    What git ignores, and what lies outside of a repository or where git is no help, has nothing to differ from.
    """
    real = {os.path.realpath(path): path for path in paths}
    by_directory: dict[str, list[str]] = {}
    for file in real:
        by_directory.setdefault(os.path.dirname(file), []).append(file)
    by_top: dict[str, list[str]] = {}
    for directory, files in by_directory.items():
        if top := os.fsdecode(_git(directory, "rev-parse", "--show-toplevel").removesuffix(b"\n")):
            by_top.setdefault(top, []).extend(files)
    found: set[str] = set()
    for top, files in by_top.items():
        for start in range(0, len(files), AT_ONCE):
            # https://git-scm.com/docs/git-status#_porcelain_format_version_1: two letters, a space, a path
            command = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--")
            entries = _git(top, *command, *files[start : start + AT_ONCE]).split(b"\0")
            found |= {os.path.join(top, os.fsdecode(entry[3:])) for entry in entries if entry}
    return [path for file, path in real.items() if file in found]


def _git(directory: str, *command: str) -> bytes:
    """What git says there, without taking a lock; nothing where it fails."""
    try:
        done = subprocess.run(["git", "--no-optional-locks", *command], cwd=directory, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return b""
    return done.stdout
