"""Is it known what a model's instance keeps on itself under a private name?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

MODELS = """
from django.db import models
class Course(models.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._club = None
    @property
    def people(self):
        if not hasattr(self, "_people"):
            self._people = self.students.filter(active=True)
        return self._people
    @property
    def club(self):
        if self._club is None:
            self._club = Club.objects.get(course=self)
        return getattr(self, "_club")
    @property
    def listed(self):
        if not hasattr(self, "_listed"):
            self._listed = [self]
        return self._listed
class Club(models.Model):
    def keep(self):
        self._people = self
"""
SOURCE = """
from school.models import Club, Course
def f(course: Course):
    course.people  # -> {0}
    for one in course.people:
        one.courses  # -> {1}
    course.club.members  # -> {2}
    course.listed[0].students  # -> ?
    course._nothing.students  # -> ?
"""


@pytest.mark.parametrize(
    ("more", "people", "club"),
    [
        ("", True, True),
        ("def g(club: Club):\n    club._people = club\n    del club._club\n", True, True),
        ("def g(course: Course):\n    course._people = course.students.all()\n", True, True),
        ("def g(course: Course):\n    course._people = unheard_of\n", False, True),
        ("def g(anything):\n    anything._club = 7\n    anything._people = unheard_of\n", False, True),
        ("def g(course: Course):\n    setattr(course, '_people', [])\n", False, True),
        ("from django.db.models import Prefetch\nPrefetch('students', to_attr='_people')\n", False, True),
        ("Course.objects.annotate(_club=1, _people=2)\n", False, False),
        ("def g(course: Course):\n    course._club += 1\n", True, False),
        ("Course._people = []\n", False, True),
        ("Club._people = []\n", True, True),
        ("class Other(Course):\n    _people = []\n", False, True),
        ("class Other(Club):\n    _people = []\n", True, True),
        ("def g(course: Course, name):\n    setattr(course, name, [])\n", False, False),
        ("def g(club: Club, name):\n    setattr(club, name, [])\n", True, True),
        ("def g(anything, name):\n    setattr(anything, name, [])\n", True, True),
        ("def g(anything):\n    setattr(anything, '_%s' % 'people', [])\n", False, False),
        ("def g(anything):\n    setattr(anything, f'_p{x}', [])\n", False, True),
        ("def g(anything):\n    object.__setattr__(anything, '_cl' + x, [])\n", True, False),
        ("def g(course: Course, name):\n    course.__dict__[name] = []\n", False, False),
        ("def g(course: Course, given):\n    vars(course).update(given)\n", False, False),
        ("def g(course: Course, given):\n    course.__dict__ |= given\n", False, False),
        ("def g(course: Course):\n    getattr(course, '_club')\n    hasattr(course, '_people')\n", True, True),
    ],
)
def test_private_attributes(more: str, people: bool, club: bool, tmp_path: Path) -> None:
    expected = [
        "rows Student" if people else "?",
        "Student.courses" if people else "?",
        "Club.members" if club else "?",
    ]
    other = "from school.models import Club, Course\n" + more
    files = {"school/__init__.py": "", "school/models.py": MODELS, "app/other.py": other}
    check(textwrap.dedent(SOURCE.format(*expected)), tmp_path, files)


@pytest.mark.parametrize("hook", ["__getattr__", "__getattribute__", "__setattr__"])
def test_models_that_answer_by_themselves(hook: str, tmp_path: Path) -> None:
    mixin = f"class Mixin:\n    def {hook}(self, *given):\n        return None\n"
    models = MODELS.replace("class Course(models.Model)", "class Course(Mixin, models.Model)")
    source = SOURCE.format("?", "?", "?")
    check(source, tmp_path, {"school/__init__.py": "", "school/models.py": mixin + models})
