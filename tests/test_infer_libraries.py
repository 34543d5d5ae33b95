"""Does the inference know what the models of libraries give?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import through_codemod
from inferred import check

MODELS = """
from django.db import models
from model_clone.models import CloneMixin
from waffle.models import AbstractUserFlag
class Course(CloneMixin, models.Model):
    pass
class Club(AbstractUserFlag):
    pass
"""
FILES = {"school/__init__.py": "", "school/models.py": MODELS}


def test_methods_of_base_classes(tmp_path: Path) -> None:
    source = """
        from school.models import Club, Course
        def f(course: Course, club: Club):
            course.make_clone().students  # -> Course.students
            course.make_clone(attrs={"name": "x"}).students  # -> Course.students
            course.bulk_clone(3)[0].students  # -> Course.students
            Club.get("x").members  # -> Club.members
            for one in Club.get_all():
                one.members  # -> Club.members
            Course.get_all()  # -> ?
            club.make_clone()  # -> ?
        """
    check(source, tmp_path, FILES)


PROJECT = """
from django.db import models
class Student(models.Model):
    pass
class Club(models.Model):
    members = models.ManyToManyField(Student, through="Membership")
class Course(models.Model):
    members = models.ManyToManyField(Student)
class Membership(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
"""
WORK = """
from waffle import get_waffle_flag_model
def f():
    get_waffle_flag_model().objects.get(name="x").members.clear()
"""
FLAG = 'WAFFLE_FLAG_MODEL = "app.Club"\n'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (FLAG, ["safe"]),
        ('WAFFLE_FLAG_MODEL = "app.Course"', []),
        (FLAG + 'WAFFLE_FLAG_MODEL = "app.Course"', ["left"]),
        (FLAG + 'WAFFLE_FLAG_MODEL = env("FLAG")', ["left"]),
        (FLAG + 'settings.WAFFLE_FLAG_MODEL = "app.Course"', ["left"]),
        (FLAG + 'with override_settings(WAFFLE_FLAG_MODEL="app.Course"): pass', ["left"]),
        ('OTHER = "app.Club"', ["left"]),
    ],
)
def test_models_by_settings(
    settings: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what all files of the project say alike is the model."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    files = {"app/__init__.py": "", "app/models.py": PROJECT, "app/work.py": WORK}
    for name, text in {**files, "settings.py": f"INSTALLED_APPS = ['app']\n{settings}\n"}.items():
        (tmp_path / name).write_text(text)
    ended = through_codemod("check", ".", "--static", "--output-format", "json")
    assert [found["applicability"] for found in json.loads(ended.raw)["findings"]] == expected, ended.errors
