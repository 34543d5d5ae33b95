"""Which dotted name leads to a file, and what does a relative one mean?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1_500)
def home_of(path: str, package: str) -> Path | None:
    """Return the folder from which a module's own name leads to its file; `package` is what it is in."""
    folder = Path(path).absolute().parent
    names = package.split(".") if package else []
    for name in reversed(names):
        if folder.name != name:
            return None
        folder = folder.parent
    return folder


@lru_cache(maxsize=1_500)
def between(folder: Path, top: Path) -> tuple[Path, ...]:
    """Return the folders that `folder` is in, up to `top`."""
    return tuple(one for one in folder.parents if one.is_relative_to(top))


def dotted_name(file: str, root: str) -> str:
    """Return the name of the module in a file where imports start from the folder `root`, "" if it can have none."""
    *folders, last = file[len(os.path.join(root, "")) :].split(os.sep)
    stem = last.removesuffix(".py")
    names = folders if stem == "__init__" else [*folders, stem]  # a migration's name may begin with a digit
    return ".".join(names) if all(f"_{name}".isidentifier() for name in names) else ""


def absolute(package: str, level: int, name: str | None) -> str | None:
    """Return the dotted name that `from ..name import x` means in a module of `package`; None if it climbs too far."""
    if level == 0:
        return name or None
    parts = package.split(".") if package else []
    if level - 1 >= len(parts) and not (level == 1 and not parts):
        return None
    kept: Iterable[str] = parts[: len(parts) - (level - 1)]
    return ".".join([*kept, *([name] if name else [])]) or None
