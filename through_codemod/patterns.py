"""Which paths does a pattern mean? A file or directory's name (`migrations`), or the end of a path (`app/*_pb2.py`)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence


def matching(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return the test that a path passes if one of the patterns means it, or a directory that it lies in."""
    bodies = [fnmatch.translate(pattern.removeprefix("./").rstrip("/"))[:-2] for pattern in patterns]
    if not bodies:
        return lambda path: False
    anywhere = re.compile(rf"(?:^|/)(?:{'|'.join(bodies)})(?:/|$)")
    return lambda path: anywhere.search(path) is not None
