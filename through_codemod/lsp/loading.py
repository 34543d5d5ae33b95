"""How is a project's relation map come by, for an editor that does not wait? Quickly, and then for good.

`through-map.json` or the sources are read first, and the running Django is asked meanwhile; its answer counts. These
functions take as long as they take, and each is run in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from through_codemod.discovery import PathError, discover
from through_codemod.identifiers import as_read, told_of_classes
from through_codemod.lsp.projects import Setup
from through_codemod.maps import Found, find_relations
from through_codemod.relations import MapError
from through_codemod.relations.live import LiveError, NothingToAskError
from through_codemod.relations.location import LocationError

MAP_FILE = "through-map.json"
LOADING_ERRORS = (MapError, LiveError, LocationError, PathError)


@dataclass(frozen=True, slots=True)
class Survey:
    """The project's files, and what each that is not excluded tells of classes, see `told_of_classes`."""

    files: tuple[str, ...] = ()
    told: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def heirs(self) -> Mapping[str, frozenset[str]]:
        """Return the files by what they tell of classes."""
        found: dict[str, set[str]] = {}
        for file, names in self.told.items():
            for name in names:
                found.setdefault(name, set()).add(file)
        return {name: frozenset(files) for name, files in found.items()}

    def updated(self, path: str, setup: Setup) -> Survey:
        """Return the survey with the file at `path` as it is on disk now."""
        files = dict.fromkeys(self.files)
        found = {file: names for file, names in self.told.items() if file != path}
        if not Path(path).is_file():
            files.pop(path, None)
        else:
            files[path] = None
            if names := _told(path, setup):
                found[path] = names
        return Survey(tuple(files), found)


def survey(setup: Setup) -> Survey:
    """Return what is to be known of a project's files before any is worked on. Raises `PathError`."""
    files = tuple(str(Path(file).absolute()) for file in discover([str(setup.project.root)]))
    return Survey(files, {file: names for file in files if (names := _told(file, setup))})


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


def _told(path: str, setup: Setup) -> frozenset[str]:
    if setup.excludes(Path(path)):
        return frozenset()
    return told_of_classes(path.removeprefix(str(setup.project.root)), as_read(on_disk(path)))
