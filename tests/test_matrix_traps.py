"""Would the matrix notice? Each rewrite that looks right and is not stands in for what the tool writes for a cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matrix.cells import trapped
from matrix.forms import FORMS
from matrix.judging import Verdict
from matrix.projects import PYTHONS, SQLITE, Job, Project, Runner, running
from matrix.shapes import SHAPES
from matrix.traps import TRAPS, Trap


@pytest.fixture(scope="module", params=PYTHONS)
def project(request: pytest.FixtureRequest) -> Project:
    return Project.of(request.param)


@pytest.fixture(scope="module")
def runner(project: Project) -> Iterator[Runner]:
    with running(project, SQLITE) as runner:
        yield runner


@pytest.mark.parametrize("trap", TRAPS, ids=str)
def test_trap_is_noticed(trap: Trap, project: Project, runner: Runner) -> None:
    if project.django >= trap.until:
        pytest.skip(f"Django {project.relations.django} raises")
    (shape,) = [shape for shape in SHAPES if str(shape) == trap.shape]
    (form,) = [form for form in FORMS if str(form) == trap.form]
    found = project.written(shape, [form])
    right, wrong = Job.of(found), Job.of(trapped(found, trap, project.relations))
    (accepted,) = right.judged(right.answers(runner))
    (noticed,) = wrong.judged(wrong.answers(runner))
    assert accepted.verdict in {Verdict.EQUAL, Verdict.DECLARED, Verdict.AUTO}
    assert noticed.verdict is Verdict.WRONG
