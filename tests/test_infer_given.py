"""Is it known what factories pass to functions that are given to them, and only where nobody else calls those?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

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
