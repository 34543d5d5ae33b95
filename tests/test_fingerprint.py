"""Is a finding known again when lines move, and never taken for another?"""

from __future__ import annotations

from pathlib import Path

import pytest

from through_codemod.codemod import Finding, Result, inspect
from through_codemod.config import Config
from through_codemod.fingerprint import fingerprints
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

SOURCE = """\
from school.models import Course, Student


def enrol(course: Course, student: Student) -> None:
    course.students.add(student)
    course.students.add(student)
    course.students.remove(student)


class Office:
    def enrol(self, course: Course, student: Student) -> None:
        def at_once() -> None:
            course.students.add(student)

        at_once()


Course.objects.get(pk=1).students.add(1)
unknown.students.add(1)
"""


@pytest.fixture
def found(school_map: RelationMap) -> list[Finding]:
    """The findings of `SOURCE`."""
    return findings_of(SOURCE, school_map)


def findings_of(source: str, relations: RelationMap) -> list[Finding]:
    result = inspect("office.py", source.encode(), relations, Config(), Modules((Path(),), relations))
    assert isinstance(result, Result)
    return sorted(result.findings, key=lambda finding: finding.line)


def test_a_finding_knows_its_function(found: list[Finding]) -> None:
    assert [finding.function for finding in found] == [*["enrol"] * 3, "Office.enrol.at_once", None, None]


def test_each_is_another(found: list[Finding]) -> None:
    texts = fingerprints("office.py", found)
    assert len({*texts}) == len(found)
    assert [text.rpartition(":")[2] for text in texts] == ["1", "2", "1", "1", "1", "1"]
    assert texts[0].rpartition(":")[0] == texts[1].rpartition(":")[0]


def test_lines_that_move_change_nothing(found: list[Finding], school_map: RelationMap) -> None:
    moved = SOURCE.replace("\n\n\ndef", "\n\nx = 1\n\n\ndef").replace("at_once()\n", "at_once()\n\n", 1)
    assert fingerprints("office.py", findings_of(moved, school_map)) == fingerprints("office.py", found)


def test_the_order_that_they_are_given_in_changes_nothing(found: list[Finding]) -> None:
    assert fingerprints("office.py", found[::-1]) == fingerprints("office.py", found)[::-1]


@pytest.mark.parametrize("name", ["code", "function", "relation", "method"])
def test_what_it_is_made_of(found: list[Finding], name: str) -> None:
    other = found[0]._replace(**{name: "other"})  # type: ignore[arg-type]
    assert fingerprints("office.py", [other]) != fingerprints("office.py", found[:1])
    assert fingerprints("elsewhere.py", found[:1]) != fingerprints("office.py", found[:1])


def test_names_that_are_no_text_have_one_too(found: list[Finding]) -> None:
    assert len(fingerprints("caf\udce9.py", found[:1])[0]) == 18
