"""Where is the source of an installed app, and is all of it there to be read?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_COMPILED = (".so", ".pyd", ".pyc")
_SKIPPED = frozenset({"__pycache__", "node_modules"})


class UnreadError(Exception):
    """An app's source is not here, or not all of it; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class AppFile:
    """A Python file of an installed app, the dotted name of its module, and its path from the package's folder on."""

    path: Path
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
    if place.suffix == ".py" and place.is_file():
        yield AppFile(place, app, f"{app.replace('.', '/')}.py")
        return
    done = set[str]()
    for folder, folders, files in os.walk(place, onerror=_raise, followlinks=True):
        real = os.path.realpath(folder)
        folders[:] = sorted(name for name in folders if name not in _SKIPPED) if real not in done else []
        done.add(real)
        inside = Path(folder).relative_to(place)
        for name in sorted(files):
            stem = name.partition(".")[0]
            if name.endswith(_COMPILED) and f"{stem}.py" not in files:
                raise UnreadError(f"of {app}, an installed app, the source of {(inside / name).as_posix()} is not here")
            if name.endswith(".py") and not name.startswith("."):
                module = ".".join([app, *inside.parts, *([] if stem == "__init__" else [stem])])
                yield AppFile(Path(folder, name), module, (Path(*app.split(".")) / inside / name).as_posix())


def _raise(error: OSError) -> None:
    raise error
