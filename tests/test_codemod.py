"""What becomes of a file as a whole: sites within sites, sites that wait, models without a name?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from through_codemod.codemod import Result, inspect, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap
from through_codemod.runner import Job, run

HEAD = "from school.models import Course, Enrollment, Student\n\n\n"


def _result(relations: RelationMap, root: Path, source: str, path: str = "views.py") -> Result:
    result = rewrite(str(root / path), source.encode(), relations, Config(), Modules([root], relations))
    assert isinstance(result, Result)
    return result


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'course.students.add(course.students.create(name="x"))',
            """
            student = Student.objects.create(name="x")
            Enrollment.objects.create(course=course, student=student)
            Enrollment.objects.get_or_create(course=course, student=student)
            """,
        ),
        (
            'print(course.students.create(name="x"), other.students.create(name="y"))',
            """
            student = Student.objects.create(name="x")
            Enrollment.objects.create(course=course, student=student)
            new_student = Student.objects.create(name="y")
            Enrollment.objects.create(course=other, student=new_student)
            print(student, new_student)
            """,
        ),
        (
            "if course: course.students.clear()\nelif other: other.students.clear()  # why",
            """
            if course: Enrollment.objects.filter(course=course).delete()
            elif other: Enrollment.objects.filter(course=other).delete()  # why
            """,
        ),
    ],
)
def test_sites_that_share_a_statement(school_map: RelationMap, tmp_path: Path, before: str, after: str) -> None:
    def module(body: str) -> str:
        return f"{HEAD}def run(course: Course, other: Course):\n{textwrap.indent(body.strip(), '    ')}\n"

    result = _result(school_map, tmp_path, module(before))
    assert result.output.decode() == module(textwrap.dedent(after))
    assert all(finding.fixed for finding in result.findings)


def test_a_second_pass_knows_what_the_first_one_did(school_map: RelationMap, tmp_path: Path) -> None:
    """It reads a draft without the definitions that were not touched first, which may know less of a name."""
    body = """
        def found():
            pass

        def go(student: Student):
            if student.name:
                one = found
            if isinstance(one, Course):
                one.students.add(student)
            Course.objects.get().students.add(student)
        """
    result = _result(school_map, tmp_path, HEAD + textwrap.dedent(body).lstrip())
    assert [finding.fixed for finding in result.findings] == [False, True]


def test_no_comment_and_no_string_is_changed(school_map: RelationMap, tmp_path: Path) -> None:
    before = (
        'def run(course: Course): return course.students.create(\n  name="""a\n  b""",  # said so\n  email="c",\n)\n'
    )
    after = (
        "def run(course: Course):\n"
        "    student = Student.objects.create(\n"
        '        name="""a\n  b""",  # said so\n'
        '        email="c",\n'
        "    )\n"
        "    Enrollment.objects.create(course=course, student=student)\n"
        "    return student\n"
    )
    assert _result(school_map, tmp_path, HEAD + before).output.decode() == HEAD + after


def test_a_model_that_has_no_name_yet_is_left(school_map: RelationMap, tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        from django.db import models


        class Student(models.Model):
            pass


        class Course(models.Model):
            students = models.ManyToManyField(Student, through="Enrollment")


        Course.objects.get(pk=1).students.clear()


        class Enrollment(models.Model):
            pass
        """
    )
    (tmp_path / "school").mkdir()
    (tmp_path / "school" / "__init__.py").touch()
    (tmp_path / "school" / "models.py").write_text(source, "utf-8")
    result = _result(school_map, tmp_path, source, "school/models.py")
    (finding,) = result.findings
    assert finding.reason is not None
    assert finding.reason.name == "no-name"
    assert result.output == source.encode()


def test_inspecting_finds_the_same_and_rewrites_nothing(school_map: RelationMap, tmp_path: Path) -> None:
    source = f"{HEAD}def run(course: Course, student: Student):\n    course.students.add(student)\n".encode()
    modules = Modules([tmp_path], school_map)
    seen = inspect(str(tmp_path / "views.py"), source, school_map, Config(), modules, replacements=True)
    done = rewrite(str(tmp_path / "views.py"), source, school_map, Config(), modules)
    assert isinstance(seen, Result)
    assert isinstance(done, Result)
    assert seen.output == source
    assert [item.message for item in seen.findings] == [item.message for item in done.findings]
    assert seen.findings[0].replacement == "Enrollment.objects.get_or_create(course=course, student=student)"
    assert not seen.findings[0].fixed


BASE = """from school.models import Course, Student


class Joining:
    def setUp(self):
        self.group = self.make()

    def make(self):
        return Course.objects.create()

    def test(self):
        self.group.students.add(Student.objects.create())
"""
ALIASED = BASE.replace("self.group.s", "group = self.group\n        group.s")
VIEW = """from django.views.generic import DetailView
from school.models import Course, Student


class Joining(DetailView):
    model = Course

    def post(self, request, pk):
        self.get_object().students.add(Student.objects.get(pk=pk))
"""
FACTORY = """import factory
from school.models import Course, Student


class Joining(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    @factory.post_generation
    def students(self, create, extracted):
        self.students.add(Student.objects.create())
"""
MARK = "@pytest.mark.parametrize('group', [Club()])"
WITH_FIXTURE = """import pytest
from school.models import Course, Student


@pytest.fixture
def group():
    return Course.objects.create()


class Joining:
    def test(self, group):
        group.students.add(Student.objects.create())
"""


@pytest.mark.parametrize(
    ("base", "heir", "caveats"),
    [
        (BASE, "class Clubs(Joining):\n    def make(self):\n        return Club()\n", ["heir"]),
        (BASE, "class Clubs(base.Joining[int]):\n    def setUp(self):\n        self.group = Club()\n", ["heir"]),
        (BASE, "class Clubs(Joining):\n    group = None\n", ["heir"]),
        (BASE, "class More(Joining):\n    def test_more(self):\n        pass\n", []),
        (BASE, "class Other(Joined):\n    def make(self):\n        pass\n", []),
        (BASE, "from base import Joining as J\nclass Clubs(J):\n    group = None\n", ["heir"]),
        (BASE, "class Mid(Joining):\n    pass\nclass Clubs(Mid):\n    group = None\n", ["heir"]),
        (ALIASED, "class Clubs(Joining):\n    group = None\n", ["heir"]),
        (ALIASED, "class Clubs(Joining):\n    team = None\n", []),
        (VIEW, "class Clubs(Joining):\n    queryset = Club.objects.all()\n", ["heir"]),
        (VIEW, "class Clubs(Joining):\n    template_name = 'x'\n", []),
        (FACTORY, "class Clubs(Joining):\n    class Meta:\n        model = Club\n", ["heir"]),
        (FACTORY, "class Clubs(Joining):\n    class Meta:\n        abstract = True\n", []),
        (WITH_FIXTURE, "class Clubs(Joining):\n    @fixture\n    def group(self):\n        return Club()\n", ["heir"]),
        (WITH_FIXTURE, "class Clubs(Joining):\n    pass\n@fixture\ndef group():\n    return Club()\n", ["heir"]),
        (WITH_FIXTURE, "class Clubs(Joining):\n    pass\n", []),
        (WITH_FIXTURE, "from clubs import group\nclass Clubs(Joining):\n    pass\n", ["heir"]),
        (WITH_FIXTURE, f"{MARK}\nclass Clubs(Joining):\n    pass\n", ["heir"]),
        (WITH_FIXTURE, f"{MARK.replace('group', 'other')}\nclass Clubs(Joining):\n    pass\n", []),
        (WITH_FIXTURE, "@pytest.mark.parametrize(names, [Club()])\nclass Clubs(Joining):\n    pass\n", ["heir"]),
        (WITH_FIXTURE, f"pytestmark = {MARK[1:]}\nclass Clubs(Joining):\n    pass\n", ["heir"]),
        (WITH_FIXTURE, f"class Clubs(Joining):\n    pytestmark = [{MARK[1:]}]\n", ["heir"]),
        (f"{WITH_FIXTURE}\n\n{MARK}\nclass Clubs(Joining):\n    pass\n", "", ["heir"]),
        (f"{WITH_FIXTURE}\n\nclass Clubs(Joining):\n    group = None\n", "", []),
    ],
)
def test_a_class_of_another_file_may_be_of_another_model(
    school_map: RelationMap, tmp_path: Path, base: str, heir: str, caveats: list[str]
) -> None:
    (tmp_path / "base.py").write_text(base, "utf-8")
    (tmp_path / "clubs.py").write_text(heir, "utf-8")
    job = Job(school_map, Config(), (tmp_path,))
    (report,) = run([str(tmp_path / "base.py"), str(tmp_path / "clubs.py")], job, 1)
    (finding,) = report.findings
    assert [str(caveat.name) for caveat in finding.caveats] == caveats


@pytest.mark.parametrize(("conftest", "caveats"), [("clubs/conftest.py", ["heir"]), ("conftest.py", [])])
def test_a_fixture_that_is_another_where_the_heir_is(
    school_map: RelationMap, tmp_path: Path, conftest: str, caveats: list[str]
) -> None:
    heir = tmp_path / "clubs" / "test_clubs.py"
    heir.parent.mkdir()
    heir.write_text("from base import Joining\nclass TestClubs(Joining):\n    pass\n", "utf-8")
    (tmp_path / "base.py").write_text(WITH_FIXTURE, "utf-8")
    (tmp_path / conftest).write_text("@fixture\ndef group():\n    return Club()\n", "utf-8")
    job = Job(school_map, Config(), (tmp_path,))
    (report,) = run([str(tmp_path / "base.py"), str(heir)], job, 1)
    (finding,) = report.findings
    assert [str(caveat.name) for caveat in finding.caveats] == caveats


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("add = course.students.add", ["bound-method", "school.Course.students", "students", "course"]),
        ("f = course.students.add; f(student)", ["bound-method", "school.Course.students", "students", "f"]),
        ("m = [course.students][0]; m.add(student)", ["accessor-alias", "school.Course.students", "students", "m"]),
        ("course.students(manager='x').add(student)", ["accessor-configured", "school.Course.students", "students"]),
        ("(course if a else team).students.add(student)", ["ambiguous-receiver", None, "students"]),
        ("m = course.students if a else set(); m.add(student)", ["ambiguous-receiver", None, "m"]),
        ("f = course.students.add if a else print; f(student)", ["bound-method", None, "f"]),
        ("a.students.add(student)", ["unknown-receiver", None, "students", "a"]),
    ],
)
def test_what_is_left_says_its_relation_where_that_is_known(
    school_map: RelationMap, tmp_path: Path, body: str, told: list[str | None]
) -> None:
    source = (
        f"{HEAD}from school.models import Locker\n\n\ndef run(course: Course, team: Locker, student, a):\n    {body}\n"
    )
    found = _result(school_map, tmp_path, source).findings[-1]
    assert found.reason is not None
    assert [found.reason.name, found.relation, found.accessor, found.receiver][: len(told)] == told
    known = found.relation is not None
    assert (found.through, found.receiver_model) == (("school.Enrollment", "school.Course") if known else (None, None))
    assert ("a custom through model" in found.message) is not known


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        ("user.pk", "student_id=user.pk)"),
        ("user.profile.id", "student_id=user.profile.id)"),
        ("user.student_id", 'student_id=getattr(user.student_id, "pk", user.student_id)'),
        ("pk", 'student_id=getattr(pk, "pk", pk)'),
    ],
)
def test_the_key_of_whatever_it_is(school_map: RelationMap, tmp_path: Path, argument: str, written: str) -> None:
    """Nothing has an instance for its `pk` or `id`; a foreign key may well be called `student_id`."""
    source = f"{HEAD}def run(course: Course, user, pk):\n    course.students.add({argument})\n"
    found = rewrite(
        "views.py",
        source.encode(),
        school_map,
        Config(unsafe_fixes=True, line_length=120),
        Modules([tmp_path], school_map),
    )
    assert isinstance(found, Result)
    assert f"get_or_create(course=course, {written}" in found.output.decode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "m = course.students if a else set(); m.add(student)",
            "it may be `students` of school.Course, or something else",
        ),
        (
            "(course if a else Club()).students.add(student)",
            "an instance of school.Course, or something without this relation",
        ),
    ],
)
def test_what_is_ambiguous_is_told_as_what_it_is(school_map: RelationMap, tmp_path: Path, body: str, said: str) -> None:
    found = _result(
        school_map,
        tmp_path,
        f"{HEAD}from school.models import Club\ndef run(course: Course, student: Student, a):\n    {body}\n",
    ).findings[-1]
    assert found.reason is not None
    assert said in found.reason.message
