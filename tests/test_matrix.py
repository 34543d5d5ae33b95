"""Does the tool's own output leave what the accessor call leaves, on every shape of relation and form of argument?

Where it does not, the finding must name the difference in a caveat, or leave the call alone. SQLite and the interpreter
that runs the tests are always there. Other interpreters, each with a Django of its own, are named in
THROUGH_CODEMOD_PYTHONS, separated as on PATH, and the folder of a PostgreSQL server's socket in
THROUGH_CODEMOD_POSTGRES. THROUGH_CODEMOD_MATRIX holds words: `full` tries every form on every shape, `others` leaves
out the interpreter that runs the tests.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from matrix.cells import Cell
from matrix.forms import EVERYWHERE, FORMS
from matrix.forms.form import Run
from matrix.judging import CAVEATS, Difference, Judged, Kind, Verdict, rule_for
from matrix.projects import PYTHONS, SQLITE, Database, Project, judged_by_shape, tried_by_default
from matrix.shapes import SETTINGS, SHAPES, THOROUGH

from through_codemod.reasons import CaveatName

SOCKET = os.environ.get("THROUGH_CODEMOD_POSTGRES", "")


@pytest.fixture(scope="module", params=PYTHONS)
def project(request: pytest.FixtureRequest) -> Project:
    return Project.of(request.param)


@pytest.fixture(scope="module")
def verdicts(project: Project) -> dict[Database, list[Judged]]:
    """The verdicts on all cells, of the projects with several databases as well."""
    databases = [SQLITE]
    if SOCKET and project.knows_postgres():
        databases.append(Database("PostgreSQL", SOCKET))
    found: dict[Database, list[Judged]] = {database: [] for database in databases}
    tried = tried_by_default(project.python)
    for each in (project, *(Project.of(project.python, settings) for settings in SETTINGS[1:])):
        for database, _, judged in judged_by_shape(each, each.shapes(tried), databases, tried):
            found[database] += judged
    return found


def wrong(items: list[Judged]) -> Iterator[str]:
    """What no finding names."""
    for item in items:
        if item.verdict is Verdict.WRONG and not item.silent:
            yield f"{item.cell}: there is no finding, or what is left has changed"
        for difference in item.silent:
            yield f"{item.cell}\n    {difference}"


def test_every_difference_is_declared(
    project: Project, verdicts: dict[Database, list[Judged]], record_property: Callable[[str, object], None]
) -> None:
    for database, items in verdicts.items():
        count = Counter(item.verdict for item in items)
        told = ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict)
        record_property("matrix", f"Django {project.relations.django}, {database}: {len(items)} cells: {told}")
        for line, number in sorted(Counter(line for item in items for line in item.rules).items()):
            record_property("matrix", f"    {number:>4} {line}")
    assert {str(database): found for database, items in verdicts.items() if (found := list(wrong(items)))} == {}


def test_cells_write(verdicts: dict[Database, list[Judged]]) -> None:
    ran = [item for item in verdicts[SQLITE] if item.verdict is not Verdict.LEFT]
    assert sum(item.wrote for item in ran) > len(ran) * 0.7


def test_every_caveat_says_what_it_explains() -> None:
    assert {name.value for name in CaveatName} <= set(CAVEATS)


def told(kind: Kind, state: str = "some") -> Difference:
    return Difference(kind, Run("s(1), unsaved()", frozenset({"unseen", "unsaved target"})), state, "")


def cell_of(verb: str) -> Cell:
    return Cell(SHAPES[0], next(form for form in FORMS if form.verb == verb), "")


def test_what_both_refuse_has_to_leave_the_same_rows() -> None:
    refused, rows = told(Kind.EXCEPTION), told(Kind.ROWS)
    assert rule_for(refused, [refused], cell_of("add"))
    assert rule_for(refused, [refused, rows], cell_of("add")) is None


def test_a_rule_speaks_of_its_own_verbs_and_of_one_run() -> None:
    refused, rows = told(Kind.RAISES), told(Kind.ROWS)
    assert rule_for(rows, [refused, rows], cell_of("remove"))
    assert rule_for(rows, [refused, rows], cell_of("set")) is None
    elsewhere = told(Kind.ROWS, "none")
    assert rule_for(elsewhere, [refused, elsewhere], cell_of("remove")) is None
    assert rule_for(told(Kind.OTHER_ROWS), [refused, told(Kind.OTHER_ROWS)], cell_of("remove")) is None


def test_forms_and_shapes_have_names_of_their_own() -> None:
    assert max(Counter(map(str, FORMS)).values()) == 1
    assert max(Counter(map(str, SHAPES)).values()) == 1
    assert set(map(str, FORMS)) >= EVERYWHERE
    assert set(map(str, SHAPES)) >= THOROUGH
