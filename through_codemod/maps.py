"""Where does the relation map come from: a file, a running Django, or the sources?"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from through_codemod.config import Project
    from through_codemod.relations import RelationMap


class Found(NamedTuple):
    """A relation map; `instead` says why no running Django was asked for it, where one was meant to be."""

    relations: RelationMap
    instead: str | None = None

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said once of a map that no running Django has told."""
        doubts = self.relations.doubts
        if not doubts:
            return
        whence = self.relations.relations_from
        said = "relations are read" if whence == "static" else f"the relations in {whence} were read"
        since = f" as {self.instead}" if self.instead else ""
        how = "; name --settings or --python to ask Django, or --map" if self.instead else ""
        yield f"{said} from the sources alone{since}: {doubts[0]}{how}"
        yield from doubts[1:]


def find_relations(project: Project, static: bool = False, without: Sequence[str] = ()) -> Found:
    """Return the relation map of a project: the file's that is named, else the running Django's, else the sources'.

    With `static` no Django is asked. One that was named and does not answer is an error; where nobody named any and
    none can be asked, the sources are read instead, if they have models, but for those in the folders `without`.

    The maps of a project's parts are merged into one.

    Raises `MapError`, `LiveError`, `LocationError` or `PathError`.
    """
    if project.map is not None and not static:
        return Found(_from_file(project.map))
    if project.parts:
        from through_codemod.relations.merged import merged

        found = [(part.settings or "", find_relations(part, static).relations) for part in _parts(project)]
        return Found(merged(found))
    if static:
        return Found(_from_sources(project, without))
    from through_codemod.relations.live import TIMEOUT, NothingToAskError, load_relations

    try:
        return Found(
            load_relations(project.root, project.settings, project.python, project.timeout or TIMEOUT, project.said_in)
        )
    except NothingToAskError as error:
        relations = _from_sources(project, without)
        if all(model.module.startswith("django.") for model in relations.models):
            raise  # no models either: more likely the wrong directory than a project without any
        return Found(relations, error.why)


def projects_apart(root: Path, files: Sequence[str]) -> list[str]:
    """Return the folders of Django projects below `root` whose models have the names of others' there.

    Each has its `manage.py`. Those within others come first. Where none of their models has a through model of its own
    there is nothing to mistake, and they are not told apart.
    """
    root_folder = os.path.abspath(root)
    managed = [path for path in files if path == "manage.py" or path.endswith("/manage.py")]
    if len(managed) < 2:
        return []
    homes = sorted({os.path.dirname(os.path.abspath(path)) for path in managed}, key=len)[::-1]
    places = [os.path.abspath(path) for path in files]
    holders: dict[str, set[str]] = {}
    models: dict[str, list[str]] = {}
    for place in places:
        home = next((home for home in homes if place.startswith(os.path.join(home, ""))), None)
        if home is not None and "models" in place.removesuffix(".py").split(os.sep):
            holders.setdefault(os.path.relpath(place, home), set()).add(home)
            models.setdefault(home, []).append(place)
    alike = {home for found in holders.values() if len(found) > 1 for home in found}
    if not any(_names_a_through(place) for home in alike for place in models[home]):
        return []
    return [home for home in homes if home in alike and home != root_folder]


def _names_a_through(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return re.search(rb"\bthrough\s*=", file.read()) is not None
    except OSError:
        return False


def _parts(project: Project) -> Iterator[Project]:
    """Yield the projects that this one is made of. Raises `LocationError` where one is missing."""
    from through_codemod.relations.location import LocationError

    for folder, settings in project.parts.items():
        if not folder.is_dir():
            raise LocationError(f"{folder}, which the configuration names for {settings}, is no directory")
        yield replace(project, root=folder, settings=settings, parts={})


def _from_file(path: Path) -> RelationMap:
    from through_codemod.relations import MapError, RelationMap

    try:
        text = path.read_bytes()
    except OSError as error:
        raise MapError(f"{path}: {error.strerror}; `relations --output-format json -o {path}` makes it") from None
    from through_codemod.relations.sources import changed

    relations = RelationMap.from_json(text, path.name)
    apps = (
        relations.apps if relations.apps is None else dict.fromkeys(relations.apps, ())
    )  # where they lie is told here
    return replace(relations, changed=changed(relations.sources, path.parent), apps=apps)


def with_sources(relations: RelationMap, project: Project, home: Path) -> RelationMap:
    """Return the map with the hashes of the files that it rests on, by their paths from the directory `home` on."""
    from through_codemod.relations.location import LocationError, located
    from through_codemod.relations.sources import hashed

    if project.parts:
        found = [with_sources(relations, part, home).sources for part in _parts(project)]
        return replace(relations, sources={path: known for sources in found for path, known in sources.items()})
    root = project.root.resolve()
    directories, settings = [root, root / "src"], project.settings
    try:
        location = located(root, project.settings, project.said_in.get("settings"))
    except LocationError:  # then the models alone say which files there are
        pass
    else:
        directories, settings = [*location.directories, *directories], location.settings.module
    return replace(relations, sources=hashed(relations, directories, settings, home.resolve()))


def packages_beside(project: Project) -> tuple[Path, ...]:
    """Return the folders that the packages of a project's interpreter lie in; none where there is no interpreter."""
    from through_codemod.relations.location import LocationError, interpreter_of, located, packages_of

    root = project.root.resolve()
    try:
        home = located(root, project.settings, project.said_in.get("settings")).directories[0]
    except LocationError:
        home = root
    try:
        return packages_of(interpreter_of(root, home, project.python, project.said_in.get("python")))
    except LocationError:
        return ()


def _from_sources(project: Project, without: Sequence[str]) -> RelationMap:
    from through_codemod.discovery import discover
    from through_codemod.relations.location import (
        LocationError,
        holds,
        interpreter_of,
        located,
        packages_of,
    )
    from through_codemod.relations.static import Sources, read_relations

    root = project.root.resolve()
    directories: tuple[Path, ...] = (root, *(folder for folder in [root / "src"] if folder.is_dir()))
    settings = None
    try:
        location = located(root, project.settings, project.said_in.get("settings"))
    except LocationError:  # none, or those of several projects: then all count
        pass
    else:
        directories, settings = location.directories, location.settings.module
        if location.settings.named and not any(holds(folder, settings) for folder in directories):
            raise LocationError(
                f"{settings} (from {location.settings.found_in}) is not in {directories[0]}; give the name of a module "
                "whose source is there, or leave it out"
            )
    packages = packages_of(interpreter_of(root, directories[0], project.python, project.said_in.get("python")))
    skipped = tuple(os.path.join(folder, "") for folder in without)
    files = [path for path in discover([str(root)]) if not os.path.abspath(path).startswith(skipped)]
    return read_relations(Sources(files, directories, packages, settings))
