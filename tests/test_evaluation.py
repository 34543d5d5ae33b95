"""Is what the source evaluates evaluated as often, and in the same order, after the rewrite?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from through_codemod.codemod import Finding, Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

HEAD = "from school.models import Course, Enrollment, Student\n\n\n"
ATOMIC = "from django.db import transaction\n"

CASES = {
    "a property is read once": (
        """
        class Missing:
            def __init__(self, course: Course):
                self.course = course

            @property
            def one(self) -> Student:
                return Student.objects.create()

            def go(self):
                self.course.students.set([self.one])
        """,
        "student = self.one\n",
    ),
    "the receiver comes before arguments that may change it": (
        """
        class Picker:
            def __init__(self, course: Course):
                self.course = course

            def pick(self) -> Student:
                self.course = None
                return Student.objects.create()

            def go(self):
                self.course.students.add(self.pick(), self.pick())
        """,
        "course = self.course\n        students = [self.pick(), self.pick()]",
    ),
    "keywords come before hoisted defaults": (
        """
        def go(course: Course, it):
            course.students.create(name=next(it), through_defaults={"grade": next(it)})
        """,
        "name = next(it)\n    grade = next(it)\n    student = Student.objects.create(name=name)",
    ),
    "defaults of set come before the delete": (
        """
        def go(course: Course, student: Student):
            course.students.set([student], through_defaults={"grade": str(course.students.count())})
        """,
        "grade = str(course.students.count())\n    with transaction.atomic():",
    ),
    "a generator is not atomic as a whole": (
        """
        @transaction.atomic
        def go(course: Course, ada: Student, bob: Student):
            course.students.add(ada, bob)
            yield ada
        """,
        "    with transaction.atomic():\n        for student in (ada, bob):",
    ),
    "a loop does not take the name of an import": (
        """
        def go(course: Course, transactions: list[Student]):
            course.students.add(*transactions)
        """,
        "for transaction_to_add in transactions:",
    ),
    "comments in the header of a block are kept": (
        """
        def go(course: Course):
            if course.students.create(
                name="Ada",  # keep this name
            ).pk:
                return 1
        """,
        "    # keep this name\n    student = Student.objects.create(",
    ),
}


def _rewritten(relations: RelationMap, root: Path, body: str) -> tuple[str, Finding]:
    head = ATOMIC + HEAD if "@transaction" in body else HEAD
    source = (head + textwrap.dedent(body).lstrip()).encode()
    result = rewrite(str(root / "views.py"), source, relations, Config(unsafe_fixes=True), Modules([root], relations))
    assert isinstance(result, Result)
    (finding,) = result.findings
    return result.output.decode(), finding


@pytest.mark.parametrize(("body", "holds"), CASES.values(), ids=CASES)
def test_evaluated_once_and_in_order(school_map: RelationMap, tmp_path: Path, body: str, holds: str) -> None:
    output, finding = _rewritten(school_map, tmp_path, body)
    assert finding.fixed, finding.reason
    assert holds in output


@pytest.mark.parametrize(
    ("body", "caveat"),
    [
        ("def go(course: Course, s: Student):\n    s.delete()\n    course.students.remove(s)\n", "unsaved-target"),
        (
            'def found():\n    return Course.objects.prefetch_related("students").get()\n\n\n'
            "def go(s: Student):\n    course = found()\n    course.students.add(s)\n",
            "prefetched",
        ),
    ],
)
def test_what_the_function_did_before_is_a_caveat(
    school_map: RelationMap, tmp_path: Path, body: str, caveat: str
) -> None:
    assert [str(item.name) for item in _rewritten(school_map, tmp_path, body)[1].caveats] == [caveat]


def test_an_alias_is_left_where_a_call_may_change_its_instance(school_map: RelationMap, tmp_path: Path) -> None:
    body = """
        class Switching:
            def __init__(self):
                self.course = Course.objects.get(pk=1)

            def go(self, student: Student):
                members = self.course.students
                self.switch()
                members.add(student)
        """
    output, finding = _rewritten(school_map, tmp_path, body)
    assert finding.reason is not None
    assert finding.reason.name == "accessor-alias"
    assert "members.add(student)" in output


DESK = """from school.models import Student
from django.utils.functional import cached_property
class Found:
    def __get__(self, desk, cls=None) -> Student: ...
class Desk:
    first: Student
    kept: Student = None
    found = Found()
    made = property(lambda self: Student.objects.get())
    def __init__(self):
        self.plain = Student.objects.get()
    @property
    def one(self) -> Student:
        return Student.objects.get()
    @cached_property
    def cached(self) -> Student:
        return Student.objects.get()
class Open(Desk):
    def __getattr__(self, name): ...
class Any:
    plain = Student.objects.get()
    def __getattribute__(self, name): ...
"""


@pytest.mark.parametrize(
    ("cls", "name", "computed"),
    [
        ("Desk", "one", True),
        ("Desk", "cached", False),
        ("Desk", "found", True),
        ("Desk", "made", True),
        ("Desk", "plain", False),
        ("Desk", "kept", False),
        ("Desk", "first", False),
        ("Open", "plain", True),
        ("Open", "kept", False),
        ("Open", "one", True),
        ("Any", "plain", True),
    ],
)
def test_a_property_of_another_module(
    school_map: RelationMap, tmp_path: Path, cls: str, name: str, computed: bool
) -> None:
    (tmp_path / "desks.py").write_text(DESK)
    body = (
        f"from desks import {cls}\n\n\ndef go(course: Course, desk: {cls}):\n    course.students.set([desk.{name}])\n"
    )
    output, finding = _rewritten(school_map, tmp_path, body)
    assert finding.fixed, finding.reason
    assert (f" = desk.{name}\n" in output) is computed
