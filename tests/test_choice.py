"""Is what was chosen rewritten, whatever was chosen, and nothing else?"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from test_changes import rebuilt

from through_codemod.codemod import Failure, Result, inspect, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

SOURCE = """\
# coding: latin-1
from school.models import Account, Badge, Course, Student


def enrol(course: Course, student: Student, other: Student) -> None:
    # caf\u00e9
    course.students.add(student)
    course.students.add(student); course.students.add(other)
    for one in [course.students.create(name=course.students.create(name="x").name)]:
        course.students.remove(one)


def award(badge: Badge, account: Account) -> None:
    badge.holders.add(account)
""".encode("latin-1")
PLACES = ((7, 5), (8, 5), (8, 35), (9, 17), (9, 45), (10, 9), (14, 5))


@pytest.fixture
def modules(school_map: RelationMap) -> Modules:
    return Modules((Path(),), school_map)


def fixed(result: Result) -> set[tuple[int, int]]:
    return {(finding.line, finding.column) for finding in result.findings if finding.fixed}


def of(result: Result | Failure) -> Result:
    assert isinstance(result, Result), result
    return result


@pytest.mark.parametrize("flags", list(product([False, True], repeat=len(PLACES))))
def test_what_is_chosen_is_rewritten(flags: tuple[bool, ...], school_map: RelationMap, modules: Modules) -> None:
    wanted = {place for place, flag in zip(PLACES, flags, strict=True) if flag}

    def chosen(findings: object) -> list[bool]:
        assert isinstance(findings, list)
        return [(finding.line, finding.column) in wanted for finding in findings]

    config = Config(unsafe_fixes=True)
    result = of(rewrite("a.py", SOURCE, school_map, config, modules, choose=chosen))
    assert fixed(result) == wanted
    assert rebuilt(SOURCE, result.output, result.edits) == result.output
    left = of(inspect("a.py", result.output, school_map, config, modules))
    assert len(left.findings) == len(PLACES) - len(wanted)


def test_what_was_chosen_together_is_what_comes_of_one_after_another(school_map: RelationMap, modules: Modules) -> None:
    def last(findings: object) -> list[bool]:
        assert isinstance(findings, list)
        place = max(((finding.line, finding.column) for finding in findings), default=None)
        return [(finding.line, finding.column) == place for finding in findings]

    config = Config(unsafe_fixes=True)
    together = of(rewrite("a.py", SOURCE, school_map, config, modules)).output
    source = SOURCE
    for _ in PLACES:
        source = of(rewrite("a.py", source, school_map, config, modules, choose=last)).output
    assert source == together


def test_what_stays_in_another_function_is_not_taken_for_this_one(school_map: RelationMap, modules: Modules) -> None:
    site = "course.students.add(student)"
    parameters = "(course: Course, student: Student) -> None"
    source = (
        "from school.models import Course, Enrollment, Student\n\n\n"
        f"def left{parameters}:\n    print({site})\n\n\n"
        f"def declined{parameters}:\n    {site}\n    course.students.remove(student)\n"
    )

    def all_but_the_second(findings: object) -> list[bool]:
        assert isinstance(findings, list)
        return [True, False, True][: len(findings)]

    result = of(rewrite("a.py", source.encode(), school_map, Config(), modules, choose=all_but_the_second))
    assert fixed(result) == {(10, 5)}
