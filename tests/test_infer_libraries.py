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


SORTED = """
from django.db import models
from model_utils.managers import InheritanceManager
from polymorphic.managers import PolymorphicManager
class Own(InheritanceManager):
    pass
class Plain(models.Manager):
    pass
class Course(models.Model):
    objects = InheritanceManager()
    open = Own()
    closed = Plain()
    shaped = PolymorphicManager()
    students = models.ManyToManyField("Student", through="Enrollment")
class Student(models.Model):
    pass
class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
"""


@pytest.mark.parametrize(
    ("course", "known"),
    [
        ("Course.objects.get_subclass(pk=1)", True),
        ("Course.objects.filter(pk=1).select_subclasses().first()", True),
        ("Course.objects.select_subclasses().filter(pk=2).get_subclass()", True),
        ("Course.open.get_subclass(pk=1)", True),
        ("Course.shaped.instance_of(Course).get()", True),
        ("Course.shaped.get_subclass()", False),
        ("Course.closed.get_subclass()", False),
        ("Course.objects.get_superclass()", False),
    ],
)
def test_methods_of_managers(course: str, known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "settings.py": 'INSTALLED_APPS = ["app"]',
        "app/__init__.py": "",
        "app/models.py": SORTED,
        "app/work.py": f"from app.models import Course\ndef f():\n    {course}.students.clear()\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = through_codemod("check", "app/work.py", "--static", "--output-format", "json")
    (finding,) = json.loads(done.output)["findings"]
    assert (finding["applicability"] != "left") is known, (finding["reason"], finding["receiver_model"])


TREES = """
from django.db import models
from mptt.models import MPTTModel
from treebeard.mp_tree import MP_Node
from wagtail.models import Page
class Course(MP_Node):
    pass
class Club(MPTTModel):
    pass
class Student(Page):
    pass
"""


def test_nodes_of_trees(tmp_path: Path) -> None:
    source = """
        from school.models import Club, Course, Student
        def f(course: Course, club: Club, student: Student, x):
            Course.add_root(name="x").students  # -> Course.students
            Course.add_root(instance=course).students  # -> Course.students
            Course.add_root(instance=x).students  # -> ?
            Course.add_root(**x).students  # -> Course.students
            course.add_child(name="x").students  # -> Course.students
            course.get_parent().students  # -> Course.students
            for one in course.get_children().filter(x=1):
                one.students  # -> Course.students
            Course.get_tree().first().students  # -> Course.students
            club.get_root().members  # -> Club.members
            club.get_descendants(include_self=True)[0].members  # -> Club.members
            club.get_parent().members  # -> ?
            club.add_child().members  # -> ?
            student.add_child(instance=course).students  # -> Course.students
            student.get_parent()  # -> ?
        """
    check(source, tmp_path, FILES | {"school/models.py": TREES})


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


FOREST = """
from django.db import models
from treebeard.mp_tree import MP_Node
class Student(models.Model):
    pass
class Node(MP_Node):
    class Meta:
        abstract = ABSTRACT
class Club(Node):
    members = models.ManyToManyField(Student, through="Membership")
class Membership(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
"""
GROWN = """
from app.models import Club
def f(club: Club, **given):
    Club.add_root(name="x").members.clear()
    Club.add_root(**given).members.clear()
    club.get_parent().members.clear()
"""


@pytest.mark.parametrize(("abstract", "known"), [(True, 3), (False, 1)])
def test_whose_table_has_the_tree(abstract: bool, known: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other nodes of a tree in the table of a concrete base are of that base."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    models = FOREST.replace("ABSTRACT", str(abstract))
    for name, text in {"__init__": "", "models": models, "work": GROWN}.items():
        (tmp_path / f"app/{name}.py").write_text(text)
    (tmp_path / "settings.py").write_text("INSTALLED_APPS = ['app']\n")
    ended = through_codemod("check", ".", "--static", "--output-format", "json")
    found = [item["receiver_model"] for item in json.loads(ended.raw)["findings"]]
    assert [*filter(None, found)] == ["app.Club"] * known, ended.errors
    assert len(found) == 3
