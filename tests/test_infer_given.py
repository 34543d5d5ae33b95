"""Is it known what functions are given: by factories that call them, and as `**kwargs` by those who do?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from inferred import check, inference, shown

SOURCE = """
import factory
from school.models import Course, Club
def add_students({parameters}):
    self.students  # -> {expected}
class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course
    class Params:
        with_students = factory.Trait(people=factory.PostGeneration(add_students))
{more}
"""
OTHER = """
class OtherFactory(factory.django.DjangoModelFactory):
    people = {}
    class Meta:
        model = Club
"""
PLAIN = "class Other:\n    people = factory.PostGeneration(add_students)"


@pytest.mark.parametrize(
    ("expected", "more", "elsewhere", "parameters"),
    [
        ("Course.students", "", "", "self, create, extracted, **kwargs"),
        ("Course.students", "    more = factory.PostGeneration(add_students)", "", "self, create, extracted"),
        ("Course.students | manager Student", OTHER.format("factory.PostGeneration(add_students)"), "", "self, *args"),
        ("?", OTHER.format("factory.LazyFunction(add_students)"), "", "self, *args"),
        ("?", OTHER.format("factory.PostGeneration(add_students, 1)"), "", "self, *args"),
        ("?", PLAIN, "", "self, create, extracted"),
        ("?", "add_students(Club())", "", "self, create, extracted"),
        ("?", "", "from app.views import add_students as give", "self, create, extracted"),
        ("?", "", "", "create, self, extracted"),
    ],
)
def test_post_generation(expected: str, more: str, elsewhere: str, parameters: str, tmp_path: Path) -> None:
    source = SOURCE.format(expected=expected, more=more, parameters=parameters)
    check(source, tmp_path, {"app/views.py": source, "app/more.py": elsewhere})


@pytest.mark.parametrize(("model", "expected"), [("model = Club", "?"), ("abstract = True", "Course.students")])
def test_a_factory_elsewhere_that_makes_something_else(model: str, expected: str, tmp_path: Path) -> None:
    source = SOURCE.format(expected="?", more="", parameters="self, create, extracted")
    heir = f"class ClubFactory(CourseFactory):\n    class Meta:\n        {model}"
    files = {"app/views.py": source, "app/more.py": f"from app.views import CourseFactory\n{heir}\n"}
    infer, tree = inference(source, tmp_path, files)
    (receiver,) = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "students"]
    assert shown(infer.asked(receiver)) == expected


KEYWORDS = """
from typing import Any
from django.db.models.signals import post_save
from django.dispatch import receiver
from school.models import Club, Course, Student
def known(**kwargs):
    course = kwargs.pop("course", None) or Course.objects.create()
    course.students  # -> Course.students
    club = kwargs.get("club", Club())
    club.members  # -> Club.members
    kwargs["student"].courses  # -> Student.courses
    kwargs.get("none")  # -> None
    kwargs["none"]  # -> ?
known(student=Student())
known(course=Course(), student=Student())
def partly(**kwargs):
    course = kwargs.pop("course", None) or Course.objects.create()
    course.students  # -> ? | Course.students
partly()
partly(course=unheard_of)
def spread(**kwargs):
    (kwargs.pop("course", None) or Course()).students  # -> ? | Course.students
def more(given):
    spread(**given)
def annotated(**kwargs: Any):
    kwargs["course"].students  # -> Course.students
annotated(course=Course())
def never_called(**kwargs):
    kwargs.get("club", Club()).members  # -> ? | Club.members
@receiver(post_save, sender=Course)
def saved(**kwargs):
    kwargs["instance"].students  # -> Course.students
    kwargs.get("created", Club()).members  # -> ? | Club.members
def grown(name, **kwargs):
    kwargs["one"] = Course()
    kwargs.get("one").students  # -> Course.students
    kwargs.get("two", 1)  # -> literal
grown("x", a=1)
def grown_by_any_name(name, **kwargs):
    kwargs[name] = Club()
    kwargs.get("two", Course()).students  # -> ? | Course.students
grown_by_any_name("two")
def updated(**kwargs):
    defaults = {"course": Course.objects.create(), "count": 1}
    defaults.update(kwargs)
    defaults["course"].students  # -> Course.students | manager Student
    defaults["count"]  # -> literal
updated(course=Club())
updated()
def updated_by_nobody(**kwargs):
    defaults = {"course": Course.objects.create()}
    defaults.update(kwargs)
    defaults["course"].students  # -> ? | Course.students
def updated_by_half_known(name, other):
    defaults = {"course": Course.objects.create()}
    given = {"count": 1}
    given[name] = other
    defaults.update(given)
    defaults["course"].students  # -> ? | Course.students
"""


def test_keywords(tmp_path: Path) -> None:
    check(KEYWORDS, tmp_path, {"app/views.py": KEYWORDS})
