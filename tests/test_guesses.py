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


NAMESAKES = {
    "a method": "class Stub:\n    def students(self):\n        return set()\n",
    "a property": "class Stub:\n    @property\n    def students(self):\n        return set()\n",
    "a class attribute": "class Stub:\n    a = 1\n    students = set()\n",
    "a class on one line": "class Stub: students = set()\n",
    "two on one line": "class Stub:\n    a = 1; students = set()\n",
    "in a block of a class": "class Stub:\n    if True:\n        students = set()\n",
    "beside another": "class Stub:\n    a, students = 1, set()\n",
    "in front of another": "class Stub:\n    students, a = set(), 1\n",
    "a loop in a class": "class Stub:\n    for students in [1]:\n        pass\n",
    "an import in a class": "class Stub:\n    from x import students\n",
    "an import under another name": "class Stub:\n    import x as students\n",
    "an inner class": "class Stub:\n    class students:\n        pass\n",
    "caught in a class": "class Stub:\n    try:\n        pass\n    except ValueError as students:\n        pass\n",
    "captured in a class": "class Stub:\n    match 1:\n        case students:\n            pass\n",
    "captured with others": "class Stub:\n    match 1:\n        case {**students}:\n            pass\n",
    "a dataclass's field": "class Stub:\n    students: set\n",
    "a class in a function": "def f():\n    class Stub:\n        students = set()\n",
    "of self": "class Stub:\n    def __init__(self):\n        self.students = set()\n",
    "of any object": "def f(x):\n    x.students = set()\n",
    "of an object, beside another": "def f(x):\n    x.students, x.a = set(), 1\n",
    "of an object, in a loop": "def f(x):\n    for x.students in []:\n        pass\n",
    "behind a space": "def f(x):\n    x. students = set()\n",
    "before the end of a line": "def f(x):\n    x.students \\\n        = set()\n",
    "slots": "class Stub:\n    __slots__ = ('a', 'students')\n",
    "setattr": "def f(x):\n    setattr(x, 'students', set())\n",
    "setattr of names": "def f(x):\n    for name in ('students', 'a'):\n        setattr(x, name, set())\n",
    "by its dictionary": "def f(x):\n    x.__dict__['students'] = set()\n",
    "by vars": "def f(x):\n    vars(x)['students'] = set()\n",
    "a named tuple": "from collections import namedtuple\nStub = namedtuple('Stub', 'a students')\n",
    "a typed tuple": "from typing import NamedTuple\nStub = NamedTuple('Stub', [('students', set)])\n",
    "a made class": "Stub = type('Stub', (), {'students': set()})\n",
    "a namespace": "from types import SimpleNamespace\nx = SimpleNamespace(students=set())\n",
    "a namespace of pairs": "from types import SimpleNamespace\nx = SimpleNamespace(**dict(students=set()))\n",
    "a patch": "from unittest.mock import patch\npatch('lib.Stub.students', set())\n",
    "an annotation of rows": "def f(rows):\n    return rows.annotate(students=1)\n",
    "what is prefetched": "def f(x):\n    return Prefetch(x, to_attr='students')\n",
    "a child of the model": "from app.models import ArtCourse\nclass Stub(ArtCourse):\n    students = set()\n",
}


@pytest.mark.parametrize("other", NAMESAKES.values(), ids=NAMESAKES.keys())
def test_something_else_has_the_name(other: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"app/other.py": other})
    assert (found["applicability"], found["reason"]["name"]) == ("left", "unknown-receiver")
    line = 1 + next(number for number, text in enumerate(other.splitlines()) if "students" in text)
    assert f"by the name `art_course`, as app/other.py:{line} gives `students` to" in found["reason"]["message"]


def test_a_model_has_the_name(tmp_path: Path) -> None:
    club = "class Club(models.Model):\n        students = models.ManyToManyField(Student)\n"
    found = finding(tmp_path, {"app/models.py": MODELS + club})
    assert found["reason"]["message"].endswith("as app.Club has `students` too")


def test_a_child_in_the_models_has_the_name(tmp_path: Path) -> None:
    child = "class ShortCourse(ArtCourse):\n        @property\n        def students(self):\n            return set()\n"
    assert finding(tmp_path, {"app/models.py": MODELS + child})["applicability"] == "left"


SAID = {
    "an annotation": "from lib import Thing\ndef enrol(art_course: Thing, student):\n",
    "a quoted annotation": "def enrol(art_course: 'Thing', student):\n",
    "a type comment": "def enrol(art_course, student):\n    # type: (Thing, int) -> None\n",
    "a default": "def enrol(student, art_course=set()):\n",
    "a default of a keyword": "def enrol(student, *, art_course=set()):\n",
    "a test for a class": "def enrol(art_course, student):\n    assert isinstance(art_course, Thing)\n",
    "a test for an attribute": "def enrol(art_course, student):\n    if not hasattr(art_course, 'pk'):\n        x()\n",
    "a match": "def enrol(art_course, student):\n    match art_course:\n        case 1:\n            pass\n",
}


@pytest.mark.parametrize("work", SAID.values(), ids=SAID.keys())
def test_more_is_said_of_the_parameter(work: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"app/work.py": work + "    art_course.students.add(student)\n"})
    assert (found["applicability"], found["reason"]["name"]) == ("left", "unknown-receiver")


UNSAID = {
    "no default": "def enrol(student, art_course=None):\n",
    "a default of another": "def enrol(art_course, student=set()):\n",
    "a keyword's default of another": "def enrol(*, art_course, student=set()):\n",
    "an annotation that is none": "from typing import Any\ndef enrol(art_course: Any, student):\n",
    "a test of another": "def enrol(art_course, student):\n    assert isinstance(student, int)\n",
    "a test in another function": (
        "def other(art_course):\n    assert isinstance(art_course, int)\ndef enrol(art_course, student):\n"
    ),
}


@pytest.mark.parametrize("work", UNSAID.values(), ids=UNSAID.keys())
def test_nothing_is_said_of_the_parameter(work: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"app/work.py": work + "    art_course.students.add(student)\n"})
    assert found["applicability"] == "unsafe"


def test_a_reverse_one_to_one_is_no_foreign_key(tmp_path: Path) -> None:
    models = MODELS.replace(
        "students =", 'main = models.OneToOneField(Student, models.CASCADE, related_name="data")\n        students =', 1
    )
    found = finding(tmp_path, {"app/models.py": models, "app/work.py": WORK.replace("art_course", "data")})
    assert found["applicability"] == "left"


def test_the_relation_itself_is_annotated(tmp_path: Path) -> None:
    models = MODELS.replace("students =", 'students: "models.ManyToManyField[Student, Enrollment]" =')
    child = "class ShortCourse(ArtCourse):\n        students: models.Manager\n"
    assert finding(tmp_path, {"app/models.py": models + child})["applicability"] == "unsafe"


def test_names_elsewhere_that_are_no_attributes(tmp_path: Path) -> None:
    other = """
        from django.db.models import Count
        students = 1
        class Stub:
            fields = ["students"]
            def f(self, students, rows):
                students = list(students)
                rows.prefetch_related("students").filter(students=1).annotate(n=Count("students"))
                print(students=students, x=rows.students, y={"students": 1})
                setattr(rows, "student", students)
                return [students for students in rows]
        """
    assert finding(tmp_path, {"app/other.py": other})["applicability"] == "unsafe"


def test_nothing_is_guessed_from_standard_input_alone(tmp_path: Path) -> None:
    finding(tmp_path, {})
    source = textwrap.dedent(WORK).encode()
    done = through_codemod("check", "-", "--stdin-filename", "app/work.py", "--static", stdin=source)
    assert "receiver-guessed" in done.output
