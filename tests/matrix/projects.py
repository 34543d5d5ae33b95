"""Under which interpreters do cells run, and what do their Djangos answer?"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from matrix.cells import PROJECT, cells_of, written
from matrix.forms import FORMS
from matrix.judging import Judged, judged
from matrix.shapes import Shape
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap
from through_codemod.relations.live import load_relations


class RunnerError(Exception):
    """The runner could not answer: its traceback."""


class Runner:
    """A process that runs cells under one Django."""

    def __init__(self, python: str, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [python, "-B", "runner.py"],
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


@dataclass
class Project:
    """The shapes' project under one interpreter, with its relation map and a process that runs cells."""

    relations: RelationMap
    runner: Runner
    modules: Modules
    done: dict[str, list[Judged]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def started(cls, python: str) -> Iterator[Project]:
        """The project for as long as the block lasts."""
        relations = load_relations(PROJECT, "settings", python)
        runner = Runner(python, {})
        try:
            yield cls(relations, runner, Modules([PROJECT], relations))
        finally:
            runner.close()

    def judge(self, shape: Shape) -> list[Judged]:
        """Return the verdicts on all cells of a shape."""
        found = written(shape, cells_of(shape, FORMS), self.relations, self.modules)
        self.runner.ask(shape=shape.spec)
        runs = [
            (cell, run, state)
            for cell in found.cells
            if not found.is_left(cell)
            for run in cell.form.runs
            for state in shape.states
        ]
        answers = self.runner.ask(
            before=found.before,
            after=found.after,
            runs=[[cell.function, state, run.arguments] for cell, run, state in runs],
        )
        ran = list(zip(runs, answers, strict=True))
        return [
            judged(found, cell, [(run, state, answer) for (of, run, state), answer in ran if of is cell])
            for cell in found.cells
        ]
