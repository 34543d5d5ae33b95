"""Are the writes found through managers that are handed on first, and is nothing else taken for one?

A line that writes ends in the reason for which it is left; any other line is to have no finding.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from school_map import SCHOOL

from through_codemod.codemod import Finding
from through_codemod.config import Config
from through_codemod.infer.files import Files
from through_codemod.runner import Job, run

HEAD = "from school.models import Club, Course, Student\n"
_LEFT = re.compile(r"# left: (\S+)")

PARAMETERS = {
    "by place": """
        def enrol(manager, students):
            manager.add(*students)  # left: accessor-alias
        def view(course: Course, students):
            enrol(course.students, students)
        """,
    "by default": """
        def enrol(student, manager=Course.objects.first().students, *, other=Club.objects.first().members, bag=set()):
            manager.add(student)  # left: unknown-receiver
            other.add(student)  # left: unknown-receiver
            bag.add(student)
        def view(course: Course, student):
            put = lambda one, manager=course.students: manager.add(one)  # left: unknown-receiver
            put(student)
        """,
    "by name": """
        def enrol(*, students, manager=None):
            manager.set(students)  # left: accessor-alias
        def view(course: Course, students):
            enrol(students=students, manager=course.students)
        """,
    "starred": """
        def enrol(student, *managers):
            for manager in managers:
                manager.add(student)  # left: ambiguous-receiver
            managers[0].remove(student)  # left: accessor-alias
        def view(course: Course, club: Club, student):
            enrol(student, course.students, club.members)
        """,
    "spread": """
        def enrol(manager, students):
            manager.add(*students)  # left: accessor-alias
        def view(course: Course, students):
            given = [course.students, students]
            enrol(*given)
        """,
    "methods": """
        class Service:
            def one(self, manager, student):
                manager.add(student)  # left: accessor-alias
            @staticmethod
            def two(manager, student):
                manager.add(student)  # left: accessor-alias
            @classmethod
            def three(cls, manager, student):
                manager.remove(student)  # left: accessor-alias
            def run(self, course: Course, student):
                self.one(course.students, student)
        def view(course: Course, student):
            Service.two(course.students, student)
            Service.three(course.students, student)
        """,
    "nested, lambda and async": """
        async def later(manager, student):
            await manager.aadd(student)  # left: accessor-alias
        async def view(course: Course, student):
            def enrol(manager):
                manager.add(student)  # left: accessor-alias
            enrol(course.students)
            drop = lambda manager: manager.remove(student)  # left: accessor-alias
            drop(course.students)
            await later(course.students, student)
        """,
    "partial and callbacks": """
        from functools import partial
        def one(manager, student):
            manager.add(student)  # left: accessor-alias
        def two(manager, student):
            manager.add(student)  # left: accessor-alias
        def three(manager):
            manager.clear()  # left: ambiguous-receiver
        def four(manager, student):
            manager.add(student)  # left: accessor-alias
        def apply(function, manager, student):
            function(manager, student)
        def view(course: Course, club: Club, student, pool):
            partial(one, course.students)(student)
            apply(two, course.students, student)
            list(map(three, [course.students, club.members]))
            pool.submit(four, course.students, student)
        """,
    "decorated": """
        def logged(function):
            def inner(*args, **kwargs):
                return function(*args, **kwargs)
            return inner
        def with_session(function):
            def inner(*args):
                return function(set(), *args)
            return inner
        @logged
        def one(manager, student):
            manager.add(student)  # left: accessor-alias
        @with_session
        def two(session, manager, student):
            session.add(student)
            manager.add(student)  # left: accessor-alias
        def view(course: Course, student):
            one(course.students, student)
            two(course.students, student)
        """,
    "through several, whatever the annotation says": """
        from typing import Any
        def outer(manager: Any, student):
            inner(manager, student)
        def inner(rows: "RelatedManager[Student]", student):
            if rows is not None:
                rows.add(student)  # left: accessor-alias
        def view(course: Course, student):
            outer(course.students, student)
        """,
    "others pass something else": """
        def enrol(manager, students):
            manager.add(*students)  # left: accessor-alias
        def view(course: Course, club: Club, students, whatever):
            enrol(course.students, students)
            enrol(club.students, students)
            enrol(set(), students)
            enrol(whatever, students)
        """,
    "of two relations": """
        def enrol(manager, students):
            manager.add(*students)  # left: ambiguous-receiver
        def view(course: Course, club: Club, students):
            enrol(course.students, students)
            enrol(club.members, students)
        """,
    "in containers": """
        def enrol(managers, student):
            for manager in managers:
                manager.add(student)  # left: accessor-alias
        def view(course: Course, student):
            enrol([course.students], student)
        """,
    "nobody knows of whom": """
        def enrol(manager, students):
            manager.add(*students)  # left: unknown-receiver
        def view(course, students):
            enrol(course.students, students)
        """,
    "callers know of whom": """
        def enrol(manager, students):
            manager.add(*students)  # left: accessor-alias
        def view(course, students):
            enrol(course.students, students)
        def other(club, students):
            count(club.students, students)
            count(set(club.students), students)
        def count(rows, students):
            rows.add(*students)
        view(Course(), [])
        other(Club(), [])
        """,
    "a bound method": """
        def each(manager, students):
            list(map(manager.add, students))  # left: bound-method
        def view(course: Course, students):
            each(course.students, students)
        """,
}

KEPT = {
    "given back": """
        class Box:
            def __init__(self, course: Course):
                self.course = course
            def students(self):
                return self.course.students
            @property
            def pupils(self):
                return self.course.students
        def managers(course: Course):
            yield course.students
        def view(course: Course, student):
            Box(course).students().add(student)  # left: accessor-alias
            Box(course).pupils.add(student)  # left: accessor-alias
            for manager in managers(course):
                manager.add(student)  # left: accessor-alias
            enrol(Box(course).pupils, student)
        def enrol(manager, student):
            manager.add(student)  # left: accessor-alias
        """,
    "in an attribute": """
        from dataclasses import dataclass
        class Job:
            def __init__(self, manager):
                self.manager = manager
            def run(self, student):
                self.manager.add(student)  # left: accessor-alias
                enrol(self.manager, student)
        class Other:
            def __init__(self, manager):
                self.manager = manager
            def run(self, student):
                self.manager.add(student)
        @dataclass
        class Given:
            manager: object
            def run(self, student):
                self.manager.add(student)  # left: accessor-alias
        def enrol(manager, student):
            manager.add(student)  # left: accessor-alias
        def view(course: Course, student):
            Job(course.students).run(student)
            Other(set()).run(student)
            Given(course.students).run(student)
        """,
    "chosen": """
        def view(one: Course, two: Course, club: Club, student, x):
            (one.students if x else two.students).add(student)  # left: accessor-alias
            (one.students if x else club.students).add(student)  # left: ambiguous-receiver
            (one.students or two.students).add(student)  # left: accessor-alias
            enrol(one.students if x else two.students, student)
        def enrol(manager, student):
            manager.add(student)  # left: accessor-alias
        """,
    "bound on the way": """
        def view(course: Course, club: Club, student):
            for manager, rows in [(course.students, club.students)]:
                enrol(manager, student)
                count(rows, student)
            if manager := course.students:
                two(manager, student)
            managers = []
            managers.append(course.students)
            for manager in managers:
                three(manager, student)
        def enrol(manager, student):
            manager.add(student)  # left: accessor-alias
        def two(manager, student):
            manager.add(student)  # left: accessor-alias
        def three(manager, student):
            manager.add(student)  # left: accessor-alias
        def count(rows, student):
            rows.add(student)
        """,
}

BY_NAME = {
    "of texts that are written out": """
        NAMES = ("students",)
        ALL = ["members", "students"]
        def view(course: Course, club: Club, student, x):
            for name in ("students", "title"):
                getattr(course, name).add(student)  # left: unknown-receiver
            for name in NAMES:
                getattr(course, name).add(student)  # left: accessor-alias
            for name, row in [("students", 1)]:
                enrol(getattr(course, name), student)
            for name in ALL:
                getattr(club, name).add(student)  # left: ambiguous-receiver
            for name, row in {"members": 1}.items():
                getattr(club, name).set([row])  # left: accessor-alias
            name = "members" if x else "students"
            getattr(club, name).clear()  # left: ambiguous-receiver
        def enrol(manager, student):
            manager.add(student)  # left: accessor-alias
        """,
    "of texts that are not": """
        NAMES = ["students"]
        NAMES.append("members")
        def view(club: Club, student, name, names):
            for one in NAMES:
                getattr(club, one).add(student)
            getattr(club, name).add(student)
            for name in names:
                getattr(club, name).add(student)
        """,
    "the verb": """
        def view(course: Course, student):
            getattr(course.students, "add")(student)  # left: bound-method
            verb = "remove"
            getattr(course.students, verb)(student)  # left: bound-method
        """,
}

NONE = {
    "reads": """
        def serialized(rows):
            return [row.name for row in rows.all()]
        def count(rows, seen):
            seen.add(rows.count())
            rows = set(rows.all())
            rows.add(1)
            return len(rows)
        def view(course: Course):
            serialized(course.students)
            count(course.students, set())
            len(list(course.students.all()))
            print(course.students)
        """,
    "other relations and sets": """
        def one(manager, student):
            manager.add(student)
        def two(seen, manager):
            seen.add(manager.count())
        def view(club: Club, course: Course, student):
            one(club.students, student)
            one(set(), student)
            two(set(), course.students)
        """,
    "what never calls": """
        def one(manager, student):
            manager.add(student)
        def view(one, course: Course, student):
            one(course.students, student)
        """,
}


def _expected(files: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if found := _LEFT.search(line):
                yield name, number, found[1]


def _found(files: Mapping[str, str], root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, int], Finding]:
    """Return the findings of a project by their places, each of which has one and is left."""
    monkeypatch.chdir(root)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    job = Job(SCHOOL, Config(), (root,), rewriting=True)
    found = [(report.path, finding) for report in run(sorted(files), job, 1) for finding in report.findings]
    assert {finding.applicability.value for _, finding in found} <= {"left"}
    by_place = {(path, finding.line): finding for path, finding in found}
    assert len(by_place) == len(found)
    return by_place


def _check(files: Mapping[str, str], root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, int], Finding]:
    found = _found(files, root, monkeypatch)
    reasons = [(*place, str(finding.reason.name if finding.reason else "")) for place, finding in found.items()]
    assert sorted(reasons) == sorted(_expected(files))
    return found


BEHIND_OBJECTS = {
    "an attribute": """
        class Holder:
            def __init__(self, course: Course):
                self.objects = course.students
            def put(self, student):
                Student.objects.create(name="a")
                self.objects.add(student)  # left: accessor-alias
        """,
    "one of several": """
        class Holder:
            def __init__(self, course: Course):
                self.objects, self.number = course.students, 1
            def put(self, student):
                self.objects.add(student)  # left: accessor-alias
        """,
    "of the class": """
        class Holder:
            objects = Course.objects.get().students
            def put(self, student):
                self.objects.add(student)  # left: accessor-alias
        """,
    "a property": """
        class Holder:
            def __init__(self, course: Course):
                self.course = course
            @property
            def objects(self):
                return self.course.students
        def put(course: Course, student):
            Holder(course).objects.add(student)  # left: accessor-alias
        """,
    "by a name in a string": """
        class Holder: pass
        def put(course: Course, student):
            holder = Holder()
            setattr(holder, "objects", course.students)
            holder.objects.add(student)  # left: accessor-alias
        """,
}

UNKNOWN = {
    "given back of what is not known": """
        def pupils_of(course):
            return course.students
        def pair(course):
            return course, course.students
        def table(courses):
            return {course.pk: course.students for course in courses}
        class Room:
            def __init__(self, course):
                self.course = course
            @property
            def pupils(self):
                return self.course.students
            @property
            def seen(self):
                return self.course.seen
            def run(self, student):
                self.pupils.add(student)  # left: unknown-receiver
                self.seen.add(student)
        def use(course, student):
            pupils_of(course).add(student)  # left: unknown-receiver
            Room(course).pupils.add(student)  # left: unknown-receiver
            Room(course).seen.add(student)
            pupils = pupils_of(course)
            pupils.add(student)  # left: unknown-receiver
            seen, pupils = pair(course)
            pupils.clear()  # left: unknown-receiver
            table([course])[1].add(student)  # left: unknown-receiver
            for pupils in table([course]).values():
                pupils.add(student)  # left: unknown-receiver
            course.pupils.add(student)
        """,
}

CASES = {**BEHIND_OBJECTS, **PARAMETERS, **KEPT, **BY_NAME, **UNKNOWN, **NONE}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES)
def test_in_one_file(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _check({"views.py": HEAD + textwrap.dedent(source)}, tmp_path, monkeypatch)


@pytest.mark.parametrize("source", BEHIND_OBJECTS.values(), ids=BEHIND_OBJECTS)
def test_in_one_file_alone(source: str, tmp_path: Path) -> None:
    text = HEAD + textwrap.dedent(source)
    report = Job(SCHOOL, Config(), (tmp_path,)).on_source("views.py", text.encode())
    assert [("views.py", finding.line) for finding in report.findings] == [
        (name, line) for name, line, _ in _expected({"views.py": text})
    ]


ACROSS = {
    "app/__init__.py": "",
    "app/enrolling.py": """
        from app.last import inner
        def enrol(manager, students):
            manager.add(*students)  # left: accessor-alias
        class Service:
            def enrol(self, manager, students):
                manager.set(students)  # left: accessor-alias
        class Job:
            def __init__(self, rows):
                self.rows = rows
            def run(self, student):
                self.rows.add(student)  # left: accessor-alias
        def outer(manager, seen):
            seen.add(manager.first())
            inner(manager)
        """,
    "app/last.py": """
        def inner(rows):
            rows.clear()  # left: accessor-alias
        """,
    "app/views.py": """
        from app import enrolling
        from app.enrolling import Job, Service, enrol as put
        from school.models import Course
        def view(course: Course, students):
            put(course.students, students)
            Service().enrol(course.students, students)
            Job(course.students).run(students)
            enrolling.outer(course.students, set())
        """,
    "app/holder.py": """
        from school.models import Course
        ALL = Course().students
        def pupils_of(course: Course):
            return course.students
        class Holder:
            def __init__(self, course: Course):
                self.course = course
                self.pupils = course.students
                self.objects = self.pupils
            @property
            def people(self):
                return self.course.students
        """,
    "app/more.py": """
        from app.enrolling import enrol
        def use(courses, students):
            for course in courses: enrol(course.students, students); enrol(course.students, students)
            enrol(students.clubs, students)
        from school.models import Course
        use(Course.objects.all(), [])
        """,
    "app/use.py": """
        from app.holder import ALL, Holder, pupils_of
        from app.enrolling import enrol
        def use(course, student):
            ALL.add(student)  # left: accessor-alias
            pupils_of(course).add(student)  # left: accessor-alias
            Holder(course).pupils.add(student)  # left: accessor-alias
            Holder(course).people.remove(student)  # left: accessor-alias
            Holder(course).objects.clear()  # left: accessor-alias
            student.pupils.add(course)
        """,
    "app/hops.py": """
        class Box:
            def __init__(self, course):
                self.course = course
            @property
            def kids(self):
                return self.course.students
            def manager(self):
                return self.course.students
            def again(self):
                return self.manager()
            def put(self, student):
                put(self.kids, student)
                self._put(self.manager(), student)
                self.last = self.kids
                self.last.remove(student)  # left: accessor-alias
            def _put(self, manager, student):
                manager.add(student)  # left: accessor-alias
        class Bag:
            def manager(self):
                return set()
            def put(self, student):
                self.last = self.manager()
                self.last.add(student)
                noted(self.manager(), student)
        def put(rows, student):
            rows.add(student)  # left: accessor-alias
        def noted(rows, student):
            rows.add(student)
        def manager_of(course):
            return course.students
        def chain(course):
            return manager_of(course)
        def looped(course, manager_of):
            return looped(course, manager_of) or noted(manager_of(course), course)
        """,
    "app/hopped.py": """
        from app.hops import Bag, Box, chain
        from school.models import Course
        def use(course: Course, student):
            Box(course).put(student)
            again = Box(course).again()
            again.clear()  # left: accessor-alias
            rows = chain(course)
            rows.add(student)  # left: accessor-alias
            Bag().put(student)
        """,
    "app/other.py": """
        def use(course, student, ALL):
            course.pupils.add(student)
            ALL.add(student)
        """,
}


ACROSS_UNKNOWN = {
    "holder.py": """
        def pupils_of(course):
            return course.students
        def table(courses):
            return {course.pk: course.students for course in courses}
        def seen_of(course):
            return course.seen
        def members_of(club):
            return club.members
        """,
    "use.py": """
        from holder import members_of, pupils_of, seen_of, table
        def use(course, courses, student):
            members_of(course).add(student)  # left: unknown-receiver
            seen_of(course).add(student)
            pupils_of(course).add(student)  # left: unknown-receiver
            for pupils in table(courses).values():
                pupils.add(student)  # left: unknown-receiver
            course.pupils_of.add(student)
        """,
    "known.py": """
        from holder import pupils_of, table
        from school.models import Course
        def use(course: Course, student):
            pupils_of(course).add(student)  # left: accessor-alias
            for pupils in table([course]).values():
                pupils.add(student)  # left: accessor-alias
        """,
}


def test_across_files_of_what_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _check({name: textwrap.dedent(text).lstrip() for name, text in ACROSS_UNKNOWN.items()}, tmp_path, monkeypatch)


def test_across_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _check({name: textwrap.dedent(text).lstrip() for name, text in ACROSS.items()}, tmp_path, monkeypatch)
    handed = found["app/enrolling.py", 3]
    assert handed.relation == "school.Course.students"
    assert handed.receiver == "manager"
    assert handed.reason is not None
    by = "`manager` is handed over by app/more.py:3, app/views.py:5: `students` of school.Course"
    assert handed.reason.message.endswith(by)


def test_a_comment_beside_it_is_heard_and_is_not_stale_where_its_callers_are_not_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "a.py": "def enrol(manager, x):\n    manager.add(x)  # through: ignore[TM101] as it is meant\n",
        "b.py": f"from a import enrol\n{HEAD}def view(course: Course, x):\n    enrol(course.students, x)\n",
        "d.py": "from school.models import Course\nclass Box:\n    pupils = Course().students\n",
        "e.py": "from d import Box\ndef view(x):\n    Box.pupils.add(x)  # through: ignore[TM101]\n",
        "c.py": "def view(x):\n    set().add(x)  # through: ignore[TM101]\n",
    }
    found = _found(files, tmp_path, monkeypatch)
    assert [(place, finding.code) for place, finding in found.items()] == [(("c.py", 2), "TM902")]
    assert run(["a.py"], Job(SCHOOL, Config(), (tmp_path,))) == []
    assert run(["e.py"], Job(SCHOOL, Config(), (tmp_path,))) == []


def test_names_that_are_bound_to_each_other_many_times_cost_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"    a = b = [a, b, {n}]\n    b, a = (a if a else b), [b]\n" for n in range(40))
    source = f"{HEAD}def view(course: Course):\n    a = b = course.students\n{lines}    enrol(a, b)\n"
    assert _found({"views.py": f"{source}def enrol(a, b):\n    return a\n"}, tmp_path, monkeypatch) == {}


@pytest.mark.parametrize(
    ("place", "asks"), [("form.rows", False), ("form.fields['a'].rows", False), ("Form.rows", True)]
)
def test_callers_are_asked_for_what_goes_to_an_attribute_only_of_what_is_the_projects(
    place: str, asks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str] = []
    monkeypatch.setattr(Files, "mentioning", lambda self, name, aside=False: words.append(name))
    source = f"{HEAD}class Form: ...\n\ndef view(form, course):\n    {place} = course.students\n"
    assert _found({"views.py": source}, tmp_path, monkeypatch) == {}
    assert (words != []) is asks
