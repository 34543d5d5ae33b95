"""Is it known what tests keep on a test client?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

CONFTEST = """
import pytest
from django.test import Client
from rest_framework.test import APIClient
from school.models import Course

@pytest.fixture
def visitor():
    client = Client()
    client.course = Course.objects.create()
    return client

@pytest.fixture
def caller():
    return APIClient()
"""
TESTS = """
import pytest
from django.test import TestCase
from rest_framework.test import APIClient
from school.models import Club, Course

@pytest.fixture
def known(caller):
    caller.course = Course.objects.get()
    caller.force_user = caller.handler = Club()
    return caller

def test_one(visitor, known):
    visitor.course.students  # -> {0}
    known.course  # -> {1}
    known.get("/").course  # -> ?
    known.force_user  # -> Club
    known.handler  # -> ?
    APIClient.course  # -> ?

class CourseTest(TestCase):
    def setUp(self):
        self.client.course = Course()
    def test_it(self):
        self.client.course.students  # -> {0}
        self.client.nothing  # -> ?
"""
ALL = ("Course.students", "Course")
NOTHING = ("?", "?")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ALL),
        ("class A:\n    def go(self):\n        self.course = 1\n", ALL),
        ("def g(course: Course):\n    course.course = unheard_of\n", ALL),
        ("def g(anything):\n    anything.course = Course()\n", ALL),
        ("def g(anything):\n    anything.course = unheard_of\n", NOTHING),
        ("def g(anything):\n    anything.course: Course = unheard_of()\n", NOTHING),
        ("def g(anything):\n    setattr(anything, 'course', Course())\n", NOTHING),
        ("def g(anything):\n    anything.course += 1\n", NOTHING),
        ("def g(anything):\n    for anything.course in [Club()]: x = 1\n", NOTHING),
        ("def g(anything):\n    anything.course = Club()\n", ("Course.students | manager Student", "Club | Course")),
    ],
)
def test_clients(tmp_path: Path, more: str, expected: tuple[str, str]) -> None:
    files = {"app/conftest.py": CONFTEST, "app/more.py": f"from school.models import Club, Course\n{more}"}
    check(TESTS.format(*expected), tmp_path, files, path="app/test_views.py")


def test_a_client_of_one_s_own(tmp_path: Path) -> None:
    source = """
from django.test import Client, TestCase
from school.models import Course

class Visitor(Client):
    @property
    def course(self): return unheard_of()

class CourseTest(TestCase):
    client_class = Visitor
    def setUp(self):
        self.client.course = Course()
    def test_it(self):
        self.client.course  # -> ?
"""
    check(source, tmp_path, path="app/test_views.py")
