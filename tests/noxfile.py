"""Under which Djangos does the matrix hold? One session each: `nox -f tests/noxfile.py`, with `-s "matrix(5.2)"` one.

The tool runs under the interpreter that nox does, Python 3.11 or later; the Django under test has an environment of its
own. A session is skipped where no interpreter for its Django is found. PostgreSQL is tried where a server is installed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from matrix.environments import PYTHONS, environment  # noqa: E402

nox.options.envdir = str(HERE.parent / ".nox")
nox.needs_version = ">=2024.3"


@nox.session(venv_backend="uv|venv", reuse_venv=True)
@nox.parametrize("django", [nox.param(django, id=django) for django in PYTHONS])
def matrix(session: nox.Session, django: str) -> None:
    """Try the matrix, and the traps that it must notice, under one Django."""
    session.chdir(HERE.parent)
    python = environment(django, Path(session.create_tmp()))
    if not python:
        session.skip(f"no interpreter for Django {django} is here: Python {' or '.join(PYTHONS[django])}")
    session.install("-e", ".[dev]")
    words = ",".join(filter(None, ["others", os.environ.get("THROUGH_CODEMOD_MATRIX")]))
    env = {"THROUGH_CODEMOD_PYTHONS": python, "THROUGH_CODEMOD_MATRIX": words}
    tests = ["tests/test_matrix.py", "tests/test_matrix_traps.py"]
    session.run("python", "tests/matrix/postgres.py", "pytest", "-q", *tests, *session.posargs, env=env)
