"""Which Djangos are there to run under? `environments.py FOLDER [DJANGO...]` makes an environment for each, in FOLDER.

It prints their interpreters, separated as on PATH, and says on stderr which Django has none here. An interpreter is
looked for on PATH and among pyenv's; uv makes the environments where it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

# Best first. https://docs.djangoproject.com/en/stable/faq/install/#what-python-version-can-i-use-with-django
PYTHONS = {
    "3.2": ("3.8", "3.9", "3.10"),
    "4.2": ("3.10", "3.11", "3.12", "3.9", "3.8"),
    "5.2": ("3.11", "3.12", "3.13", "3.10"),
    "6.1": ("3.13", "3.12", "3.14"),
}
DRIVERS = {"3.2": "psycopg2-binary"}


def interpreters(version: str) -> Iterator[str]:
    """Yield the interpreters of a version that may be here; a shim of pyenv's may be one that runs nothing."""
    if found := shutil.which(f"python{version}"):
        yield found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python")))


def succeeds(*command: str) -> bool:
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def environment(django: str, folder: Path) -> str:
    """Return the interpreter of a new environment that has the Django, or an empty text where none can be made.

    It gets a driver for PostgreSQL too, where it can; without one it will do for SQLite.
    """
    packages = (f"Django~={django}.0", DRIVERS.get(django, "psycopg[binary]"))
    for python in (path for version in PYTHONS[django] for path in interpreters(version)):
        place = folder / f"django{django}"
        for made, install in ways(python, place):
            shutil.rmtree(place, ignore_errors=True)
            if succeeds(*made) and succeeds(*install, packages[0]):
                succeeds(*install, packages[1])
                return str(place / "bin" / "python")
    return ""


def ways(python: str, place: Path) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the commands that make an environment, and those that install into it: uv's, then pip's."""
    inside = str(place / "bin" / "python")
    if uv := shutil.which("uv"):
        yield (uv, "venv", "--python", python, str(place)), (uv, "pip", "install", "--python", inside)
    yield (python, "-m", "venv", str(place)), (inside, "-m", "pip", "install")


def main(folder: Path, djangos: Sequence[str]) -> None:
    found = {django: environment(django, folder) for django in djangos or PYTHONS}
    for django, python in found.items():
        if not python:
            print(f"no environment for Django {django} can be made here; its tests are skipped", file=sys.stderr)
    print(os.pathsep.join(filter(None, found.values())))


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), sys.argv[2:])
