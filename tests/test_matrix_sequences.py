"""Do whole sequences of writes leave the same rows, from any rows, on any shape of relation?

The draws are the same in every run; THROUGH_CODEMOD_EXAMPLES=1000 draws that many others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from textwrap import indent
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from matrix.cells import Cell, written
from matrix.forms.form import Form, Run
from matrix.judging import Verdict
from matrix.projects import SQLITE, Job, Project, Runner, RunnerError, running
from matrix.shapes import SHAPES, Links, Shape

EXAMPLES = int(os.environ.get("THROUGH_CODEMOD_EXAMPLES", "0"))
PARAMETERS = (
    "source: {S}, other: {S}, a: {T}, b: {T}, targets: list[{T}], "
    "target_id: {K}, texts: list[str], word: str, who, whom"
)  # fmt: skip
WRITES = (
    "source.{a}.add(a)",
    "source.{a}.add(a, b)",
    "source.{a}.add(*targets)",
    "source.{a}.add(target_id)",
    "source.{a}.add(*texts)",
    "source.{a}.add(who)",
    "source.{a}.add(*whom)",
    "other.{a}.add(a, target_id)",
    'source.{a}.add(a, through_defaults={"grade": "B+"})',
    'source.{a}.add(*targets, through_defaults={"grade": word})',
    "source.{a}.remove(a)",
    "source.{a}.remove(a, b)",
    "source.{a}.remove(*targets)",
    "source.{a}.remove(target_id)",
    "source.{a}.remove(*texts)",
    "other.{a}.remove(*source.{a}.all())",
    "source.{a}.clear()",
    "other.{a}.clear()",
    "source.{a}.set([])",
    "source.{a}.set([a])",
    "source.{a}.set([a, b])",
    "source.{a}.set(targets)",
    "source.{a}.set(texts)",
    "source.{a}.set(whom)",
    "source.{a}.set(other.{a}.all())",
    "source.{a}.set(targets, clear=True)",
    'source.{a}.set(targets, through_defaults={"grade": "B+"})',
    "source.{a}.create({new})",
    "source.{a}.get_or_create({name}=word{fill})",
    'source.{a}.update_or_create({name}=word{fill}, through_defaults={"grade": "B+"})',
)
ALONE = tuple(shape for shape in SHAPES if shape.settings == "settings" and shape.since <= (3, 2))
NUMBERS = st.integers(1, 5)
SOME_NUMBERS = st.lists(NUMBERS, max_size=4)


@cache
def project() -> Project:
    return Project.of(sys.executable)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with running(project(), SQLITE) as found:
        yield found


@st.composite
def links(draw: st.DrawFn, shape: Shape) -> Links:
    """Draw a start state that the shape allows, but for what only the database can tell."""
    ends = st.integers(1, 3) | (st.none() if "nullable" in shape.traits else st.nothing())
    others = NUMBERS | (st.none() if "nullable" in shape.traits else st.nothing())
    unique = None if "repeatable" in shape.traits else (lambda pair: pair)
    pairs = draw(st.lists(st.tuples(ends, others), max_size=6, unique_by=unique))
    hidden = "hidden links" in shape.traits
    return tuple((*pair, {"hidden": draw(st.booleans())}) if hidden else pair for pair in pairs)


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    """Draw a shape with its rows, a few writes, some of them in a transaction, and what they are given."""
    shape = draw(st.sampled_from(ALONE))
    shape = replace(shape, states={"drawn": draw(links(shape))})
    writes = [
        text.replace("{{", "{").replace("}", "}")
        for text in draw(st.lists(st.sampled_from(WRITES), min_size=1, max_size=4))
    ]
    first = draw(st.integers(0, len(writes)))
    body = "\n".join(writes[:first])
    if first < len(writes):
        body += "\nwith transaction.atomic():\n" + indent("\n".join(writes[first:]), "    ")

    def listed(name: str) -> str:
        return f"[{', '.join(f'{name}({number})' for number in draw(SOME_NUMBERS))}]"

    given = (
        f"s({draw(st.integers(1, 3))})",
        f"s({draw(st.integers(1, 3))})",
        f"t({draw(NUMBERS)})",
        f"t({draw(NUMBERS)})",
        listed("t"),
        draw(st.sampled_from([f"key({number})" for number in range(1, 6)] + ["nobody"])),
        listed("text"),
        draw(st.sampled_from(["'Zoe'", "'{name} 1'", "'{name} 4'"])),
        f"{draw(st.sampled_from(['t', 'key', 'text']))}({draw(NUMBERS)})",
        listed(draw(st.sampled_from(["t", "key", "text"]))),
    )
    return Cell(shape, Form("drawn", "writes", PARAMETERS, body.strip("\n"), (Run(", ".join(given)),)), "drawn")


@settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cell=cells())
def test_sequences(runner: Runner, cell: Cell) -> None:
    found = written(cell.shape, [cell], project().relations, project().modules)
    job = Job.of(found)
    try:
        answers: list[Any] = job.answers(runner)
    except RunnerError as error:
        assume("IntegrityError" not in str(error))  # the database does not allow these rows
        raise
    (judged,) = job.judged(answers)
    told = "\n".join(map(str, judged.silent))
    assert judged.verdict is not Verdict.WRONG, f"{cell}\n{found.before}\n{found.after}\n{told}"
