"""When is a parameter's name enough for a guess, and is every guess unsafe and says so?"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from command_line import through_codemod

MODELS = """
    from django.db import models
    class Student(models.Model):
        pass
    class ArtCourse(models.Model):
        students = models.ManyToManyField(Student, through="Enrollment")
    class Enrollment(models.Model):
        art_course = models.ForeignKey(ArtCourse, models.CASCADE, related_name="enrolled")
        student = models.ForeignKey(Student, models.CASCADE)
        class Meta:
            unique_together = [("art_course", "student")]
    class Room(models.Model):
        lesson = models.ForeignKey(ArtCourse, models.CASCADE)
    """
WORK = """
    def enrol(art_course, student):
        art_course.students.add(student)
    """


def finding(root: Path, files: dict[str, str]) -> dict[str, Any]:
    """The one finding of `app/work.py` in a project with these files."""
    settings = {"settings.py": 'INSTALLED_APPS = ["app"]', "app/__init__.py": "", "app/models.py": MODELS}
    for name, text in {**settings, "app/work.py": WORK, **files}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(textwrap.dedent(text))
    done = through_codemod("check", ".", "--static", "--output-format", "json")
    (found,) = json.loads(done.output)["findings"]
    return dict(found)


@pytest.fixture(autouse=True)
def _in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["art_course", "lesson"])
def test_guessed(name: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"app/work.py": WORK.replace("art_course", name)})
    assert (found["applicability"], found["relation"]) == ("unsafe", "app.ArtCourse.students")
    assert "receiver-guessed" in [caveat["name"] for caveat in found["caveats"]]
    assert found["known_by"] == f"a guess by the names `{name}` and `students`"


LEFT = {
    "another name": {"app/work.py": WORK.replace("art_course", "course")},
    "a local name": {
        "app/work.py": """
            def enrol(x, student):
                art_course = x.y
                art_course.students.add(student)
            """
    },
    "a parameter that is bound again": {
        "app/work.py": """
            def enrol(art_course, student):
                if not art_course:
                    art_course = student.x
                art_course.students.add(student)
            """
    },
    "all of them": {"app/work.py": "def enrol(*art_course):\n    art_course[0].students.add(1)\n"},
    "the accessor of another model": {
        "app/models.py": MODELS + "class Club(models.Model):\n        students = models.ManyToManyField(Student)\n"
    },
    "the reverse accessor of another model": {
        "app/models.py": MODELS
        + "class Place(models.Model):\n"
        + '        of = models.ForeignKey(Student, models.CASCADE, related_name="students")\n'
    },
    "a method": {"app/other.py": "class Stub:\n    def students(self):\n        return set()\n"},
    "an attribute of a class": {"app/other.py": "class Stub:\n    a = 1\n    students = set()\n"},
    "an annotated attribute": {"app/other.py": "class Stub:\n    students: set\n"},
    "an attribute of any object": {"app/other.py": "def f(x):\n    x.students = set()\n"},
    "a class in a function": {"app/other.py": "def f():\n    class Stub:\n        students = set()\n"},
    "a file that cannot be read": {"app/other.py": "def f(:\n    x.students = 1\n"},
    "a caller that says otherwise": {
        "app/other.py": """
            from app.models import Student
            from app.work import enrol
            enrol(Student(), 1)
            enrol(x, 1)
            """
    },
}


@pytest.mark.parametrize("files", LEFT.values(), ids=LEFT.keys())
def test_left(files: dict[str, str], tmp_path: Path) -> None:
    found = finding(tmp_path, files)
    assert (found["applicability"], found["reason"]["name"]) == ("left", "unknown-receiver")
    assert "is an accessor of app.ArtCourse" in found["reason"]["message"]


def test_names_elsewhere_that_are_no_attributes(tmp_path: Path) -> None:
    other = "def f(students):\n    students = list(students)\n    print(students=students)\n    return students\n"
    assert finding(tmp_path, {"app/other.py": other})["applicability"] == "unsafe"


def test_nothing_is_guessed_from_standard_input_alone(tmp_path: Path) -> None:
    finding(tmp_path, {})
    source = textwrap.dedent(WORK).encode()
    done = through_codemod("check", "-", "--stdin-filename", "app/work.py", "--static", stdin=source)
    assert "receiver-guessed" in done.output
