"""Which project does a document belong to, and what is configured for it: by its pyproject.toml and by the editor?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from through_codemod.config import KEYS, MARKS, Config, ConfigError, Project, load
from through_codemod.patterns import matching

STATIC = "static"  # the one key that only an editor has; on the command line it is an option


@dataclass(frozen=True, slots=True)
class Setup:
    """A project as it is configured for one document, and whether nothing but its sources may be read."""

    project: Project
    static: bool = False

    @property
    def key(self) -> object:
        """What two documents share that are answered from the same relation map."""
        project = self.project
        return (
            project.root,
            project.settings,
            tuple(project.parts.items()),
            project.python,
            project.map,
            project.timeout,
            project.exclude,
            tuple(project.parts.items()),
            self.static,
        )

    def excludes(self, path: Path) -> bool:
        """Whether the configuration says to skip the file."""
        inside = path.relative_to(self.project.root) if path.is_relative_to(self.project.root) else path
        return _excluding(self.project.exclude)(inside.as_posix())


@cache
def _excluding(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    return matching(patterns)


class Projects:
    """The folders of the workspace with the editor's settings for each, and the projects that were found in them.

    `complain` is told of a configuration that cannot be followed; the document is then treated as far as it can be.
    """

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._folders: dict[Path, Mapping[str, Any]] = {}
        self._general: Mapping[str, Any] = {}
        self._found: dict[Path, Setup] = {}

    def configure(self, folder: Path | None, settings: Mapping[str, Any]) -> None:
        """Take the editor's settings for a folder, or with None for all that have none of their own.

        Keys are those of pyproject.toml, or those in camel case; what is None counts as not set. Paths are meant from
        the folder that the document is in.
        """
        table = {_kebab(key): value for key, value in settings.items() if value is not None} if settings else {}
        if folder is None:
            self._general = table
        else:
            self._folders[folder] = table
        self._found.clear()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of the workspace."""
        return tuple(self._folders)

    def remove(self, folder: Path) -> None:
        """Forget a folder that is no longer in the workspace."""
        self._folders.pop(folder, None)
        self._found.clear()

    def look_again(self) -> None:
        """Read configuration files anew when they are next needed."""
        self._found.clear()

    def setup(self, path: Path) -> Setup:
        """Return how the file at `path` is to be treated; every directory's configuration is read once."""
        directory = path.parent
        if directory not in self._found:
            self._found[directory] = self._read(directory)
        return self._found[directory]

    def _read(self, directory: Path) -> Setup:
        around = [folder for folder in self._folders if directory.is_relative_to(folder)]
        folder = max(around, key=lambda found: len(found.parts), default=None)
        table = _placed({**self._general, **(self._folders[folder] if folder else {})}, folder or directory)
        static = table.pop(STATIC, False) is True
        for said in (table, {}):
            try:
                return Setup(_within(load(directory, said), folder), static)
            except ConfigError as error:
                self._complain(str(error))
        return Setup(Project(folder or directory, Config()), static)


def _within(project: Project, folder: Path | None) -> Project:
    """Return the project with the workspace's folder as its root, where nothing marks one."""
    if folder is None or any((project.root / name).exists() for names in MARKS for name in names):
        return project
    return replace(project, root=folder)


def _placed(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the settings with absolute paths."""
    if isinstance(python := table.get("python"), str) and "/" in python:
        table["python"] = str(folder / Path(python).expanduser())
    if isinstance(file := table.get("map"), str):
        table["map"] = str(folder / Path(file).expanduser())
    return table


def _kebab(key: str) -> str:
    wanted = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)
    return wanted if wanted in KEYS else key
