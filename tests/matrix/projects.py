"""Under which interpreters do cells run, and what do their Djangos answer?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from matrix.cells import PROJECT, Cell, Written, cells_of, written
from matrix.forms import EVERYWHERE, FORMS
from matrix.forms.form import Form, Run, filled
from matrix.judging import Judged, judged
from matrix.shapes import SHAPES, THOROUGH, Shape
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap
from through_codemod.relations.live import load_relations

Answer = Mapping[str, Any]

WORDS = os.environ.get("THROUGH_CODEMOD_MATRIX", "").split(",")
OTHERS = [path for path in os.environ.get("THROUGH_CODEMOD_PYTHONS", "").split(os.pathsep) if path]
PYTHONS = OTHERS if "others" in WORDS else [sys.executable, *OTHERS]


class RunnerError(Exception):
    """The runner could not answer: its traceback."""


@dataclass(frozen=True)
class Database:
    """Where rows are: in memory, or on a server whose socket is in a folder."""

    name: str
    socket: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def environment(self) -> dict[str, str]:
        """What the project's settings read."""
        return {"MATRIX_POSTGRES": self.socket, "MATRIX_NAME": f"matrix_{uuid4().hex[:12]}"}


SQLITE = Database("SQLite")


class Runner:
    """A process that runs cells under one Django."""

    def __init__(self, python: str, settings: str, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [python, "-B", "runner.py", settings],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request: Any) -> Any:
        """Return what the runner makes of the request."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"failure": "the runner has ended"}')
        if "failure" in answer:
            raise RunnerError(answer["failure"])
        return answer["result"]

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Tried(StrEnum):
    """How much is tried: every form on every shape, on a few, or those alone that every shape is tried with."""

    ALL = "all"
    MANY = "many"
    SOME = "some"


@dataclass(frozen=True)
class Project:
    """The shapes' project under one interpreter: its relation map, and what the tool has to know of its modules."""

    python: str
    settings: str
    relations: RelationMap
    modules: Modules

    @classmethod
    def of(cls, python: str, settings: str = "settings") -> Project:
        """Return the project as the interpreter's Django knows it, with these settings."""
        relations = load_relations(PROJECT, settings, python)
        return cls(python, settings, relations, Modules([PROJECT], relations))

    @property
    def django(self) -> tuple[int, ...]:
        """The version."""
        return tuple(int(part) for part in self.relations.django.split(".")[:2])

    def knows_postgres(self) -> bool:
        """Whether the interpreter has a driver for PostgreSQL."""
        asked = "import importlib.util as u, sys; sys.exit(not (u.find_spec('psycopg') or u.find_spec('psycopg2')))"
        return subprocess.run([self.python, "-c", asked], check=False).returncode == 0

    def shapes(self, tried: Tried) -> list[Shape]:
        """The shapes of these settings that its Django is new enough for."""
        mine = [shape for shape in SHAPES if shape.settings == self.settings and shape.since <= self.django]
        return [shape for shape in mine if tried is Tried.ALL or not shape.seldom]

    def written(self, shape: Shape, forms: Sequence[Form]) -> Written:
        """Return the cells of a shape as the tool writes them."""
        return written(shape, cells_of(shape, forms, self.django), self.relations, self.modules)


@contextmanager
def running(project: Project, database: Database) -> Iterator[Runner]:
    """A runner for as long as the block lasts."""
    runner = Runner(project.python, project.settings, database.environment)
    try:
        yield runner
    finally:
        runner.close()


def tried_by_default(python: str) -> Tried:
    """Return how much is tried under an interpreter: most under the one that runs the tests."""
    if "full" in WORDS:
        return Tried.ALL
    return Tried.SOME if python in OTHERS and "others" not in WORDS else Tried.MANY


def forms_for(shape: Shape, tried: Tried) -> list[Form]:
    """Return the forms that a shape is tried with."""
    if tried is Tried.ALL or (tried is Tried.MANY and shape.title in THOROUGH):
        return list(FORMS)
    return [form for form in FORMS if str(form) in EVERYWHERE]


@dataclass(frozen=True)
class Job:
    """The cells of a shape and all their runs, from every start state."""

    written: Written
    runs: tuple[tuple[Cell, Run, str], ...]

    @classmethod
    def of(cls, found: Written) -> Job:
        """Return the runs of what is not left."""
        cells = [cell for cell in found.cells if not found.is_left(cell)]
        return cls(
            found, tuple((cell, run, state) for cell in cells for run in cell.form.runs for state in found.shape.states)
        )

    def answers(self, runner: Runner) -> list[Answer]:
        """Run them all, before and after."""
        shape = self.written.shape
        runner.ask(shape=shape.spec)
        runs = [[cell.function, state, filled(run.arguments, shape)] for cell, run, state in self.runs]
        found: list[Answer] = runner.ask(before=self.written.before, after=self.written.after, runs=runs)
        return found

    def judged(self, answers: Sequence[Answer]) -> list[Judged]:
        """Return the verdicts on the cells."""
        ran: dict[str, list[tuple[Run, str, Answer]]] = {cell.function: [] for cell in self.written.cells}
        for (cell, run, state), answer in zip(self.runs, answers, strict=True):
            ran[cell.function].append((run, state, answer))
        return [judged(self.written, cell, ran[cell.function]) for cell in self.written.cells]


def judged_by_shape(
    project: Project, shapes: Sequence[Shape], databases: Sequence[Database], tried: Tried
) -> Iterator[tuple[Database, Shape, list[Judged]]]:
    """Yield the verdicts on all cells: while each database runs one shape, the tool writes the next.

    Where some is tried, a server is asked about the shapes that are tried thoroughly elsewhere.

    The threads only wait for the databases: two that parse at the same time break Python 3.11
    (https://github.com/python/cpython/issues/106905).
    """
    with ExitStack() as stack:
        runners = {database: stack.enter_context(running(project, database)) for database in databases}
        threads = {database: stack.enter_context(ThreadPoolExecutor(1)) for database in databases}
        waiting: list[tuple[Database, Job, Future[list[Answer]]]] = []
        for shape in shapes:
            job = Job.of(project.written(shape, forms_for(shape, tried)))
            waiting += [
                (database, job, threads[database].submit(job.answers, runners[database]))
                for database in databases
                if database == SQLITE or tried is not Tried.SOME or shape.title in THOROUGH
            ]
            while waiting and waiting[0][2].done():
                database, done, future = waiting.pop(0)
                yield database, done.written.shape, done.judged(future.result())
        for database, job, future in waiting:
            yield database, job.written.shape, job.judged(future.result())
