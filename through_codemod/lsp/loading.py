"""How is a project's relation map come by, for an editor that does not wait? Quickly, and then for good.

`through-map.json` or the sources are read first, and the running Django is asked meanwhile; its answer counts. These
functions take as long as they take, and each is run in a thread of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from through_codemod.discovery import PathError, discover
from through_codemod.lsp.projects import Setup
from through_codemod.maps import Found, find_relations
from through_codemod.relations import MapError
from through_codemod.relations.live import LiveError, NothingToAskError
from through_codemod.relations.location import LocationError

MAP_FILE = "through-map.json"
LOADING_ERRORS = (MapError, LiveError, LocationError, PathError)


def listed(setup: Setup) -> tuple[str, ...]:
    """Return the paths of a project's files. Raises `PathError`."""
    return tuple(str(Path(file).absolute()) for file in discover([str(setup.project.root)]))


def provisional(setup: Setup) -> Found:
    """Return the map that is quickly had: of `through-map.json`, else of the sources. Raises `LOADING_ERRORS`."""
    file = setup.project.root / MAP_FILE
    if file.is_file():
        return find_relations(replace(setup.project, map=file))
    return find_relations(setup.project, static=True)


def final(setup: Setup) -> Found:
    """Return the map that counts: of the file that is configured, else of the running Django, else of the sources.

    Raises `LOADING_ERRORS`.
    """
    return find_relations(setup.project, setup.static)


def is_immediate(setup: Setup) -> bool:
    """Whether nobody has to be asked for the map that counts."""
    return setup.static or setup.project.map is not None


def is_no_project(error: Exception) -> bool:
    """Whether nobody ever said that there is a Django project, so that there is nothing to complain of."""
    return isinstance(error, NothingToAskError)


def in_short(error: Exception) -> str:
    """Return the first line of a message, with the last of those that it quotes: a traceback ends in what is wrong."""
    first, *rest = str(error).splitlines() or [type(error).__name__]
    quoted = [line.strip() for line in rest if line.startswith(" ")]
    return " ".join([first, *quoted[-1:]])


def on_disk(path: str) -> bytes:
    """Return what a file holds; nothing where it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
