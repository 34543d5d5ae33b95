"""Where is the source of an installed app, and is all of it there to be read?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_COMPILED = (".so", ".pyd", ".pyc")
_SKIPPED = frozenset({"__pycache__", "node_modules"})


class UnreadError(Exception):
    """An app's source is not here, or not all of it; the message says what is missing."""


class AppFile(NamedTuple):
    """A Python file of an installed app, the dotted name of its module, and its path from the package's folder on."""

    path: str
    module: str
    shown: str


def app_files(app: str, places: Sequence[str], roots: Sequence[Path]) -> list[AppFile]:
    """Return the Python files of the app whose package is `app`.

    They are in `places`, its folders or its file; where none are known, in the first of `roots` that has it. Raises
    `UnreadError`, or `OSError` where a folder cannot be read.
    """
    tried = [[Path(place) for place in places]] if places else [_under(root, app) for root in roots]
    for known in tried:
        if found := [file for place in known for file in _in(place, app)]:
            return found
    raise UnreadError(f"the source of {app}, an installed app, is not here")


def _under(root: Path, app: str) -> list[Path]:
    base = root.joinpath(*app.split("."))
    return [place for place in (base, base.with_name(f"{base.name}.py")) if place.exists()][:1]


def _in(place: Path, app: str) -> Iterator[AppFile]:
    package = app.replace(".", "/")
    if place.suffix == ".py" and place.is_file():
        yield AppFile(str(place), app, f"{package}.py")
        return
    for path, inside in _python_files(str(place), "", app, set()):
        module = f"{app}.{inside.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
        yield AppFile(path, module, f"{package}/{inside}")


def _python_files(folder: str, inside: str, app: str, linked: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the Python files in a folder, with their paths from the app's own on; `linked` are folders behind links.

    https://docs.python.org/3/reference/import.html: what is compiled is imported without its source.
    """
    with os.scandir(folder) as entries:
        found = {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.name)}
    for name, entry in found.items():
        if name.startswith(".") or name in _SKIPPED:
            continue
        if name.endswith(".py"):
            yield entry.path, inside + name
        elif name.endswith(_COMPILED) and f"{name.partition('.')[0]}.py" not in found:
            raise UnreadError(f"of {app}, an installed app, the source of {inside}{name} is not here")
        elif entry.is_dir():
            if entry.is_symlink():
                real = os.path.realpath(entry.path)
                if real in linked:
                    continue
                linked.add(real)
            yield from _python_files(entry.path, f"{inside}{name}/", app, linked)
