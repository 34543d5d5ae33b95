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
