"""Does the tool's own output leave what the accessor call leaves, on every shape of relation and form of argument?

Where it does not, the finding must name the difference in a caveat, or leave the call alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from matrix.judging import Verdict
from matrix.projects import Project
from matrix.shapes import SHAPES, Shape


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with Project.started(sys.executable) as project:
        yield project


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_shape(shape: Shape, project: Project) -> None:
    wrong = [item for item in project.judge(shape) if item.verdict is Verdict.WRONG]
    assert [f"{item.cell}\n    {item.silent[0] if item.silent else 'no finding'}" for item in wrong] == []
