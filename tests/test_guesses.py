"""When is a parameter's name enough for a guess, and is every guess unsafe and says so?"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from command_line import through_codemod

from through_codemod.infer.installed import app_files
from through_codemod.infer.modules import Modules
from through_codemod.infer.namesakes import namesake
from through_codemod.relations import RelationMap

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


def finding(root: Path, files: dict[str, str], *options: str) -> dict[str, Any]:
    """The one finding of `app/work.py` in a project with these files."""
    write(root, files)
    done = through_codemod("check", ".", *(options or ["--static"]), "--output-format", "json")
    (found,) = json.loads(done.output)["findings"]
    return dict(found)


def write(root: Path, files: dict[str, str]) -> None:
    """Write the project with these files."""
    settings = {"settings.py": 'INSTALLED_APPS = ["app"]', "app/__init__.py": "", "app/models.py": MODELS}
    for name, text in {**settings, "app/work.py": WORK, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(textwrap.dedent(text))


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
    "the object of a method": {
        "app/work.py": """
            from lib import Thing
            class Enrol(Thing):
                def enrol(art_course, student):
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
    "a caller that says otherwise after one that says nothing": {
        "app/other.py": """
            from app.models import Student
            from app.work import enrol
            enrol(x, 1)
            enrol(Student(), 1)
            """
    },
}


@pytest.mark.parametrize("files", LEFT.values(), ids=LEFT.keys())
def test_left(files: dict[str, str], tmp_path: Path) -> None:
    found = finding(tmp_path, files)
    assert (found["applicability"], found["reason"]["name"]) == ("left", "unknown-receiver")
    assert "is an accessor of app.ArtCourse" in found["reason"]["message"]


CALLED = """
    def enrol(x, student):
        x.students.add(student)
    """
MADE = "from app.models import ArtCourse\nfrom app.work import enrol\nenrol(ArtCourse(), 1)\n"


@pytest.mark.parametrize("options", [(), ("--exclude", "other.py")])
def test_callers_in_files_that_are_excluded_are_asked_too(options: tuple[str, ...], tmp_path: Path) -> None:
    other = "from app.work import enrol\nenrol(unheard_of, 1)\n"
    files = {"app/work.py": CALLED, "app/made.py": MADE, "app/other.py": other}
    assert finding(tmp_path, files, "--static", *options)["applicability"] == "left"


def test_callers_in_files_beside_the_one_that_is_looked_at_are_asked(tmp_path: Path) -> None:
    write(tmp_path, {"app/work.py": CALLED, "app/made.py": MADE})
    done = through_codemod("check", "app/work.py", "--static", "--output-format", "json")
    (found,) = json.loads(done.output)["findings"]
    assert found["known_by"].startswith("what all callers pass for x")


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
    "an inner class with a base": "class Stub:\n    class students(Base):\n        pass\n",
    "caught in a class": "class Stub:\n    try:\n        pass\n    except ValueError as students:\n        pass\n",
    "captured in a class": "class Stub:\n    match 1:\n        case students:\n            pass\n",
    "captured with the rest": "class Stub:\n    match 1:\n        case [*students]:\n            pass\n",
    "captured with others": "class Stub:\n    match 1:\n        case {**students}:\n            pass\n",
    "a dataclass's field": "class Stub:\n    students: set\n",
    "a class in a class": "class A:\n    class Stub:\n        students = set()\n",
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
    "by its dictionary, with others": "def f(x):\n    x.__dict__.update(students=set())\n",
    "by vars": "def f(x):\n    vars(x)['students'] = set()\n",
    "a named tuple": "from collections import namedtuple\nStub = namedtuple('Stub', 'a students')\n",
    "a typed tuple": "from typing import NamedTuple\nStub = NamedTuple('Stub', [('students', set)])\n",
    "a made class": "Stub = type('Stub', (), {'students': set()})\n",
    "a namespace": "from types import SimpleNamespace\nx = SimpleNamespace(students=set())\n",
    "a namespace of pairs": "from types import SimpleNamespace\nx = SimpleNamespace(**dict(students=set()))\n",
    "a field of a child of the model": (
        "from app.models import ArtCourse\nclass Stub(ArtCourse):\n    students = OtherField()\n"
    ),
    "setattr by another name": "put = setattr\nfor key in ['students', 'a']:\n    put(x, key, set())\n",
    "setattr handed on": "for_all(partial(setattr, x), ['students'])\n",
    "setattr as a function": "for_all(setattr, x, ['students'])\n",
    "a keyword of what is set": "d = x.__dict__\nd.update(students=set())\n",
    "a keyword of a dictionary": "d = x.__dict__\nd |= dict(students=set())\n",
    "by locals": "class Stub:\n    locals()['students'] = set()\n",
    "executed": "class Stub:\n    exec('students = set()')\n",
    "asked for": "class Stub:\n    def __getattr__(self, name):\n        return {'students': set()}[name]\n",
    "a made class with names from elsewhere": "Stub = type('Stub', (), NAMES)\nNAMES = {'students': set()}\n",
    "a named tuple by another name": "from collections import namedtuple as row\nStub = row('Stub', 'a students')\n",
    "a named tuple in a name": "row = namedtuple\nStub = row('Stub', 'a students')\n",
    "attributes for a class": "Stub = attr.s(these={'students': attr.ib()})(Base)\n",
    "a structure": "class Stub(Structure):\n    _fields_ = [('students', int)]\n",
    "messages of protobuf": "D = pool().AddSerializedFile(b'\\x04\\x10\\n\\x08students\\x18\\x01')\n",
    "a message of protobuf": "F = _descriptor.FieldDescriptor(name='students', full_name='Stub.students')\n",
    "a package in a class": "class Stub:\n    import students.of\n",
    "a patch": "from unittest.mock import patch\npatch('lib.Stub.students', set())\n",
    "an annotation of rows": "def f(rows):\n    return rows.annotate(students=1)\n",
    "an annotation of rows by a dictionary": "def f(rows):\n    return rows.annotate(**{'students': 1})\n",
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
    "a static method": "class Enrol:\n  @staticmethod\n  def enrol(art_course, student):\n",
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


def test_a_word_in_a_text_is_no_attribute(tmp_path: Path) -> None:
    other = 'def f(x, key):\n    """Sets students, or what they are called."""\n    setattr(x, key, key)\n'
    assert finding(tmp_path, {"app/other.py": other})["applicability"] == "unsafe"


def test_a_long_sum(tmp_path: Path) -> None:
    other = f"students = 1\nx = {' + '.join(['1'] * 1500)}\n"
    assert finding(tmp_path, {"app/other.py": other})["applicability"] == "unsafe"


def test_what_django_sets_is_annotated(tmp_path: Path) -> None:
    models = MODELS.replace('through="Enrollment"', 'through="Enrollment", related_name="courses"')
    models = models.replace("pass", "courses: models.Manager", 1)
    work = "def enrol(student, art_course):\n    student.courses.add(art_course)\n"
    assert finding(tmp_path, {"app/models.py": models, "app/work.py": work})["applicability"] == "unsafe"


@pytest.mark.parametrize(("value", "applicability"), [("models.ManyToManyField(Student)", "unsafe"), ("set()", "left")])
def test_a_base_declares_it(value: str, applicability: str, tmp_path: Path) -> None:
    base = f"class Base(models.Model):\n        students = {value}\n        class Meta:\n            abstract = True\n"
    models = MODELS.replace("class ArtCourse(models.Model)", f"{base}    class ArtCourse(Base)")
    assert finding(tmp_path, {"app/models.py": models})["applicability"] == applicability


def test_names_elsewhere_that_are_no_attributes(tmp_path: Path) -> None:
    other = """
        from django.db.models import Count
        students = 1
        class Stub:
            fields = ["students"]
            all = [students for students in fields]
            def f(self, students, rows):
                students = list(students)
                rows.prefetch_related("students").filter(students=1).annotate(n=Count("students"))
                {}.update(students=1)
                print(students=students, x=rows.students, y={"students": 1})
                "Tells the students of a course."
                type(rows), type("X", (), {}), setattr(rows, "student", students)
                return [students for students in rows]
        """
    assert finding(tmp_path, {"app/other.py": other})["applicability"] == "unsafe"


TAGS = 'INSTALLED_APPS = ["app", "tags"]'
PACKAGES = ".venv/lib/python3.11/site-packages"
STUB = "class Stub:\n    a = 1\n    students = set()\n"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment of the project's own, in which only what a test writes is installed."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.touch(0o755)


INSTALLED = {
    "an attribute": ({"tags/__init__.py": "", "tags/stubs/some.py": STUB}, "tags/stubs/some.py:3 gives `students` to"),
    "one file": ({"tags.py": STUB}, "tags.py:3 gives `students` to"),
    "several folders deep": ({"tags/__init__.py": "", "tags/a/b/c.py": STUB}, "tags/a/b/c.py:3 gives `students` to"),
    "in its migrations": ({"tags/__init__.py": "", "tags/migrations/some.py": STUB}, "tags/migrations/some.py:3 gives"),
    "broken": ({"tags/__init__.py": "", "tags/x.py": "def f(:\n    students = 1\n"}, "tags, an installed app, cannot"),
    "compiled": ({"tags/__init__.py": "", "tags/x.cpython-311.so": ""}, "of tags, an installed app, the source of x."),
    "not here": ({}, "the source of tags, an installed app, is not here"),
    "without Python": ({"tags/readme.txt": "students = 1"}, "the source of tags, an installed app, is not here"),
}  # fmt: skip


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(("package", "why"), INSTALLED.values(), ids=INSTALLED.keys())
def test_an_installed_app_has_the_name_or_is_not_read(package: dict[str, str], why: str, tmp_path: Path) -> None:
    files = {f"{PACKAGES}/{name}": text for name, text in package.items()}
    found = finding(tmp_path, {"settings.py": TAGS, **files})
    assert (found["applicability"], found["reason"]["name"]) == ("left", "unknown-receiver")
    assert "nothing is guessed by the name `art_course`, as " in found["reason"]["message"]
    assert why in found["reason"]["message"]


HARMLESS = {
    "nothing": {"tags/__init__.py": ""},
    "other names": {"tags/__init__.py": "", "tags/x.py": "def f(x, students):\n    return x.students.all()\n"},
    "compiled and source": {"tags/__init__.py": "", "tags/x.py": "", "tags/x.cpython-311-x86_64-linux-gnu.so": ""},
    "hidden": {"tags/__init__.py": "", "tags/.#x.py": STUB},
    "cached": {"tags/__init__.py": "", "tags/__pycache__/y.cpython-311.pyc": ""},
    "a package that is no app": {"tags/__init__.py": "", "other/__init__.py": STUB},
    "broken without the name": {"tags/__init__.py": "", "tags/x.py": "def f(:\n"},
}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("package", HARMLESS.values(), ids=HARMLESS.keys())
def test_no_installed_app_has_the_name(package: dict[str, str], tmp_path: Path) -> None:
    files = {f"{PACKAGES}/{name}": text for name, text in package.items()}
    assert finding(tmp_path, {"settings.py": TAGS, **files})["applicability"] == "unsafe"


def test_folders_in_a_ring_are_not_followed_round(tmp_path: Path) -> None:
    write(tmp_path, {"tags/__init__.py": ""})
    (tmp_path / "tags/inner").symlink_to(tmp_path / "tags")
    assert [file.shown for file in app_files("tags", (), [tmp_path])] == ["tags/__init__.py", "tags/inner/__init__.py"]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("file", ["models.py", "models/__init__.py", "models/courses.py"])
def test_the_relation_is_an_installed_apps_own(file: str, tmp_path: Path) -> None:
    package = {f"{PACKAGES}/tags/__init__.py": "", f"{PACKAGES}/tags/{file}": MODELS}
    if file == "models/courses.py":
        package[f"{PACKAGES}/tags/models/__init__.py"] = "from tags.models.courses import *\n"
    found = finding(tmp_path, {"settings.py": TAGS, "app/models.py": "", **package})
    assert (found["applicability"], found["relation"]) == ("unsafe", "tags.ArtCourse.students")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("start", [b"", b"# coding: utf-8\n", b"\xef\xbb\xbf"])
def test_another_spelling_of_the_name(start: bytes, tmp_path: Path) -> None:
    write(tmp_path, {"settings.py": TAGS, f"{PACKAGES}/tags/__init__.py": ""})
    spelled = start + "class Stub:\n    \ufb06udents = set()\n".encode()
    for place in ("app/other.py", f"{PACKAGES}/tags/other.py"):
        (tmp_path / place).write_bytes(spelled)
        message = finding(tmp_path, {"settings.py": TAGS})["reason"]["message"]
        assert f"other.py:{3 if b'#' in start else 2} gives `students` to something else" in message
        (tmp_path / place).unlink()


def test_the_name_in_an_encoding_that_is_not_that_of_ascii(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "app/other.py").write_bytes(b"# coding: utf-7\nclass Stub:\n    +AHM-tudents = set()\n")
    assert "as app/other.py:3 gives `students` to" in finding(tmp_path, {})["reason"]["message"]


def test_a_file_that_is_no_longer_there(tmp_path: Path, school_map: RelationMap) -> None:
    modules = Modules([tmp_path], school_map)
    modules.files.listing = lambda: [str(tmp_path / "gone.py")]
    assert namesake(modules, school_map.relations[0]) == "gone.py cannot be read"


def test_what_an_editor_holds_counts_for_an_app_too(tmp_path: Path, school_map: RelationMap) -> None:
    relation = school_map.relations[0]
    file = tmp_path / "app/stub.py"
    write(tmp_path, {"app/stub.py": f"class Stub:\n    {relation.accessor} = set()\n"})
    modules = Modules([tmp_path], replace(school_map, apps={"app": (str(tmp_path / "app"),)}))
    modules.files.listing = lambda: [str(file), str(tmp_path / "app/models.py"), str(tmp_path / "app/work.py")]
    assert "app/stub.py:2 gives" in (namesake(modules, relation) or "")
    modules.put(str(file), b"")
    assert namesake(modules, relation) is None


def test_a_folder_that_cannot_be_read(tmp_path: Path, school_map: RelationMap, monkeypatch: pytest.MonkeyPatch) -> None:
    def scan(path: str) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    modules = Modules([tmp_path], replace(school_map, apps={"tags": (str(tmp_path),)}))
    monkeypatch.setattr(os, "scandir", scan)
    said = "the source of tags, an installed app, cannot be read (Permission denied)"
    assert namesake(modules, school_map.relations[0]) == said


def test_a_class_of_djangos_has_the_name(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = ["app", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.admin"]'
    work = WORK.replace("students", "list_display")
    files = {
        "settings.py": settings,
        "app/models.py": MODELS.replace("students =", "list_display ="),
        "app/work.py": work,
    }
    for options in (["--static"], ["--settings", "settings", "--python", sys.executable]):
        message = finding(tmp_path, files, *options)["reason"]["message"]
        assert "as django/contrib/" in message
        assert message.endswith(" gives `list_display` to something else")


@pytest.mark.parametrize(
    "settings",
    [
        "X = 1",
        "INSTALLED_APPS = ['app'] + more()",
        "INSTALLED_APPS = ['app']\nfor app in more():\n    INSTALLED_APPS += [app]",
        "INSTALLED_APPS = ['app']\nfor app in more():\n    INSTALLED_APPS.append(app)",
        "INSTALLED_APPS = ['app']\nINSTALLED_APPS[0:0] = more()",
        "INSTALLED_APPS = ['app']\nadd_more(INSTALLED_APPS)",
        "from missing import *\nINSTALLED_APPS += ['app']",
        "INSTALLED_APPS = ['app']\ndef f():\n    INSTALLED_APPS.append(more())\nf()",
    ],
)
def test_it_is_not_known_which_apps_are_installed(settings: str, tmp_path: Path) -> None:
    found = finding(tmp_path, {"settings.py": settings})
    assert "as it is not known which apps are installed" in found["reason"]["message"]


@pytest.mark.parametrize(
    "settings",
    [
        "INSTALLED_APPS: list[str]\nINSTALLED_APPS = ['app']",
        "INSTALLED_APPS = ['app']\nfor app in INSTALLED_APPS:\n    print(app)",
        "INSTALLED_APPS = ['app']\nclass Prod:\n    INSTALLED_APPS += ['django.contrib.auth']",
    ],
)
def test_it_is_known_which_apps_are_installed(settings: str, tmp_path: Path) -> None:
    assert finding(tmp_path, {"settings.py": settings})["applicability"] == "unsafe"


def test_a_running_django_tells_where_its_apps_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "vendored"))
    asked = ["--settings", "settings", "--python", sys.executable]
    files = {"settings.py": TAGS, "vendored/tags/__init__.py": "", "vendored/tags/some.py": ""}
    assert finding(tmp_path, files, *asked)["applicability"] == "unsafe"
    (tmp_path / ".gitignore").write_text("vendored\n")
    subprocess.run(["git", "init", "-q"], check=True)
    found = finding(tmp_path, {**files, "vendored/tags/some.py": STUB}, *asked)
    assert "as tags/some.py:3 gives `students` to" in found["reason"]["message"]


@pytest.mark.usefixtures("environment")
def test_a_written_map_names_the_apps_and_not_where_they_are(tmp_path: Path) -> None:
    package = f"{PACKAGES}/tags/some.py"
    write(tmp_path, {"settings.py": TAGS, f"{PACKAGES}/tags/__init__.py": "", package: ""})
    through_codemod("relations", ".", "--static", "--output-format", "json", "-o", "map.json")
    text = Path("map.json").read_text()
    assert json.loads(text)["apps"] == {"app": [], "tags": []}
    assert str(tmp_path) not in text
    assert finding(tmp_path, {"settings.py": TAGS}, "--map", "map.json")["applicability"] == "unsafe"
    Path("map.json").write_text(text.replace('"tags": []', '"tags": ["/nowhere"]'))
    found = finding(tmp_path, {"settings.py": TAGS, package: STUB}, "--map", "map.json")
    assert "as tags/some.py:3 gives `students` to" in found["reason"]["message"]


def test_an_earlier_map_does_not_tell_which_apps_are_installed(tmp_path: Path) -> None:
    write(tmp_path, {})
    through_codemod("relations", ".", "--static", "--output-format", "json", "-o", "map.json")
    known = json.loads(Path("map.json").read_text())
    del known["apps"]
    Path("map.json").write_text(json.dumps(known))
    found = finding(tmp_path, {}, "--map", "map.json")
    assert "as it is not known which apps are installed" in found["reason"]["message"]


def test_nothing_is_guessed_from_standard_input_alone(tmp_path: Path) -> None:
    finding(tmp_path, {"pyproject.toml": ""})
    source = textwrap.dedent(WORK).encode()
    done = through_codemod("check", "-", "--stdin-filename", "app/work.py", "--static", stdin=source)
    assert "receiver-guessed" in done.output
