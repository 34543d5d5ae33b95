"""Is an annotation with a model believed where a caller is seen to pass something else?"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from command_line import through_codemod
from inferred import check

HEAD = """
from typing import Optional
from school.models import Club, Course, Student
class Holder:
    def __init__(self):
        self.students = set()
class Odd(unheard_of):
    pass
"""
ENROL = """
def enrol(course: Course, student: Student, others: list[Student], *more: Student):
    course  # -> {}
    student  # -> {}
    others  # -> {}
    more  # -> {}
"""
AS_SAID = ("Course", "Student", "list[Student]", "tuple[Student]")

BELIEVED = {
    "nobody calls it": "",
    "what is said": "enrol(Course(), Student(), [Student()], Student())",
    "a queryset for a list": "enrol(Course(), Student(), Student.objects.all())",
    "nothing": "enrol(None, None, [])",
    "what is not known": "enrol(course, student, others, *more)",
    "an object of a class that is not known": "enrol(Odd(), Student(), [])",
    "something else that may be called": "something.enrol(Club(), 1, [1])",
    "a function that is handed on": "run(enrol, Club(), 1)",
}
NOT_BELIEVED = {
    "another model": (
        "enrol(Club(), Club(), [Club()], Club())",
        "Club | {}",
        "Club | {}",
        "list(Club) | {}",
        "tuple(Club) | {}",
    ),
    "keys": (
        "enrol(Course(), Student().pk, [1], 1)",
        "{}",
        "key Student.id | {}",
        "list(literal) | {}",
        "tuple(literal) | {}",
    ),
    "a python object": ("enrol(Holder(), Student(), [])", "object Holder | {}", "{}", "{}", "{}"),
    "rows": (
        "enrol(Course.objects.all(), Student.objects.all(), [])",
        "rows Course | {}",
        "rows Student | {}",
        "{}",
        "{}",
    ),
    "by keywords": ("enrol(others=[], student=7, course=Course())", "{}", "literal | {}", "{}", "{}"),
    "one of several": (
        "enrol(Course(), 1, [])\nenrol(Course(), Student(), [])\nrun(enrol)",
        "{}",
        "literal | {}",
        "{}",
        "{}",
    ),
}
OTHERS = {
    "type comments": """
        def enrol(
            course,  # type: Course
            student,  # type: Student
        ):
            course  # -> Club | Course
            student  # -> Student | literal
        enrol(Club(), 1)
        """,
    "a choice": """
        def enrol(course: Course | Club, student: Student | int, other: Optional[Course]):
            course  # -> Club | Course
            student  # -> literal
            other  # -> Club | Course | None
        enrol(Club(), 1, Club())
        """,
    "what a class is made with": """
        class Service:
            def __init__(self, course: Course):
                self.course = course
            def enrol(self, student: Student):
                self.course  # -> Club | Course
                student  # -> Student | literal
        Service(Club()).enrol(1)
        """,
    "what is in it": """
        def enrol(courses: list[Course]):
            for course in courses:
                course  # -> Club | Course
        enrol([Club()])
        """,
    "isinstance": """
        def enrol(course: Course):
            if isinstance(course, Course):
                course  # -> Course
        enrol(Club())
        """,
}


def _held(answers: tuple[str, ...]) -> str:
    texts = [answer.format(said) for answer, said in zip(answers, AS_SAID, strict=True)]
    return HEAD + ENROL.format(*(" | ".join(sorted(text.split(" | "))) for text in texts))


@pytest.mark.parametrize("calls", BELIEVED.values(), ids=BELIEVED)
def test_believed(calls: str, tmp_path: Path) -> None:
    check(_held(("{}",) * 4) + calls, tmp_path)


@pytest.mark.parametrize("case", NOT_BELIEVED.values(), ids=NOT_BELIEVED)
def test_not_believed(case: tuple[str, ...], tmp_path: Path) -> None:
    calls, *answers = case
    check(_held(tuple(answers)) + calls, tmp_path)


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_others(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path)


MODELS = """
from django.db import models
class Student(models.Model): pass
class Course(models.Model):
    students = models.ManyToManyField(Student, through="Enrollment")
class Club(models.Model):
    students = models.ManyToManyField(Student)
class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
    class Meta:
        unique_together = [("course", "student")]
"""
WORK = """
from app.models import Course, Student
def enrol(course: Course, student: Student):
    course.students.add(student)
"""


@pytest.mark.parametrize(
    ("call", "applicability", "name"),
    [
        ("Course(), Student()", "safe", ""),
        ("Course(), Student().pk", "unsafe", "argument-kind"),
        ("Club(), Student()", "left", "ambiguous-receiver"),
    ],
)
def test_a_project(call: str, applicability: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = f"from app.models import *\nfrom app.work import enrol\nenrol({call})\n"
    files = {"settings.py": 'INSTALLED_APPS = ["app"]', "app/__init__.py": "", "app/models.py": MODELS}
    for path, text in {**files, "app/work.py": WORK, "app/calls.py": calls}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = through_codemod("check", ".", "--static", "--output-format", "json")
    (finding,) = json.loads(done.output)["findings"]
    said = [caveat["name"] for caveat in finding["caveats"]] + [
        reason["name"] for reason in [finding["reason"]] if reason
    ]
    assert (finding["applicability"], said) == (applicability, [name] if name else [])
