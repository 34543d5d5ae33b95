"""Does the inference follow the project's own code: classes, functions, other modules, containers?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check
from school_map import SCHOOL

from through_codemod.infer.modules import Modules

HEAD = "from school.models import Course, Student, Teacher, Club, User, Enrollment, Base, Choir\n"

CLASSES = {
    "the queryset of a view by its model": """
        from django.contrib.admin import ModelAdmin, register
        from django.views.generic import DetailView
        class Detail(DetailView):
            model = Course
            def get_queryset(self):
                rows = super().get_queryset()
                rows.open()  # -> rows Course
                return rows.open()
            def post(self, request):
                self.get_object()  # -> Course
        @register(Course)
        class CourseAdmin(ModelAdmin):
            actions = ["close"]
            def close(self, request, queryset):
                queryset.best()  # -> Course
                queryset.popular()  # -> ?
        """,
    "attributes set in set-up": """
        from django.test import TestCase
        class Tests(TestCase):
            klub = Club.objects.create()
            @classmethod
            def setUpTestData(cls):
                cls.course = Course.objects.create()
                cls.a, (cls.b, _) = Club(), Course.objects.get_or_create()
                with open("x") as cls.file:
                    pass
            @classmethod
            def setUpClass(cls):
                super().setUpClass()
                cls.teacher = Teacher()
            def setUp(self):
                self.student = Student.objects.create()
                self.late = None
                self.typed: Course = self.make()
                self.items = [Course(), Course()]
                for self.looped in Course.objects.all():
                    pass
            async def asyncSetUp(self):
                self.other = await Course.objects.acreate()
            def test(self):
                self.course.students  # -> Course.students
                self.a.members  # -> Club.members
                self.b.students  # -> Course.students
                self.teacher.user.friends  # -> User.friends
                self.student.courses  # -> Student.courses
                self.late = Course()
                self.late.students  # -> Course.students
                self.typed.students  # -> Course.students
                self.items[0].students  # -> Course.students
                self.other.students  # -> Course.students
                self.klub.members  # -> Club.members
                self.looped.students  # -> Course.students
                self.__class__.course.students  # -> Course.students
                type(self).course.students  # -> Course.students
                self.never.students  # -> ?
                self.file.students  # -> ?
                self.client.get("/").students  # -> ?
        Tests.course.students  # -> Course.students
        """,
    "attributes that disagree": """
        class Tests:
            def setUp(self):
                self.thing = Course()
            def other(self, x):
                self.thing = x
            def test(self):
                self.thing.students  # -> ? | Course.students
        """,
    "attributes of bases": """
        from django.test import TestCase
        from app.base import BaseTest, Mixin
        class Tests(Mixin, BaseTest):
            def setUp(self):
                super().setUp()
            def test(self):
                self.course.students  # -> Course.students
                self.club.members  # -> Club.members
                self.made.members  # -> Club.members
                self.make_course().students  # -> Course.students
                self.overridden  # -> Club
            def make(self):
                return Club()
            def get_it(self):
                return Club()
        """,
    "attributes overridden below": """
        class Base:
            thing = Course()
            def test(self):
                self.thing.students  # -> Course.students | manager Student
                self.make().students  # -> Course.students | manager Student
            def make(self):
                return self.thing
        class Below(Base):
            thing = Club()
            def more(self):
                self.thing  # -> Club
                self.make()  # -> Club
        class Apart:
            thing = Teacher()
        Base().thing  # -> Course
        Base().make().students  # -> Course.students
        Below().make()  # -> Club
        """,
    "attributes set on the sub-classes of a mixin": """
        class Mixin:
            def test(self):
                self.course.students  # -> Course.students
        class Sets:
            def setUp(self):
                self.course = Course()
        class Tests(Mixin, Sets):
            pass
        """,
    "attributes nobody sets": """
        class Thing:
            def test(self):
                self.course.students  # -> ?
                self.make().students  # -> ?
        class Inherits(Unheard):
            def test(self):
                self.course.students  # -> ?
        """,
    "objects": """
        from dataclasses import dataclass
        class Plan:
            def __init__(self, x):
                self.course = Course()
                self.given = x
            def pick(self):
                return self.course
            @property
            def chosen(self):
                return self.course
            @classmethod
            def make(cls):
                return cls(1)
            @staticmethod
            def stray():
                return Course()
            def __enter__(self):
                return self
            def __iter__(self):
                yield self.course
            def __call__(self):
                return Club()
        @dataclass
        class Data:
            course: Course
            clubs: list[Club]
        def f(x, data: Data):
            plan = Plan(x)
            plan.course.students  # -> Course.students
            plan.given.students  # -> ?
            plan.pick().students  # -> Course.students
            plan.chosen.students  # -> Course.students
            Plan.make().course.students  # -> Course.students
            Plan.stray().students  # -> Course.students
            with Plan(1) as p:
                p.course.students  # -> Course.students
            [c.students for c in plan]  # c.students -> Course.students
            plan().members  # -> Club.members
            plan.odd.students  # -> ?
            data.course.students  # -> Course.students
            data.clubs[0].members  # -> Club.members
        """,
    "properties that are made of methods": """
        from functools import cached_property
        class Shelf:
            def get_course(self):
                return self.made
            def put(self, value):
                pass
            made = Course()
            course = property(get_course)
            held = property(get_course, put)
            kept = cached_property(get_course)
            short = property(lambda self: self.course)
            named = property(Club)
            computed = property(pick())
            newest = property(get_course)
            newest = newest.setter(put)
        class Heir(Shelf):
            made = Club()
            def get_course(self):
                return Student()
        def f():
            Shelf().course  # -> Course
            Shelf().held  # -> Course
            Shelf().kept  # -> Course
            Shelf().short  # -> Course
            Shelf().named  # -> ?
            Shelf().computed  # -> ?
            Shelf().newest  # -> ?
            Heir().course  # -> Club
            Shelf.course  # -> ?
        """,
    "constructed by what makes abstract classes": """
        import abc
        from abc import ABCMeta
        class Base(metaclass=ABCMeta):
            def __init__(self, course, club):
                self.course = course
            def enrol(self, club):
                club.members  # -> Club.members
            @abc.abstractmethod
            def close(self): ...
        class A(Base):
            def close(self):
                self.enrol(Club())
        def f():
            A(Course(), Club()).course.students  # -> Course.students
        """,
    "constructed by metaclasses and __new__": """
        import enum
        class Meta(type):
            pass
        class A(metaclass=Meta):
            course = Course()
        class B:
            course = Course()
            def __new__(cls):
                return Club()
        class C(enum.Enum):
            COURSE = Course()
        def f():
            A().course.students  # -> ?
            B().course.students  # -> ?
            C.COURSE.students  # -> ?
        """,
}

FUNCTIONS = {
    "returns": """
        def make():
            return Course.objects.create()
        def annotated() -> "Course":
            return whatever()
        def either(x):
            if x:
                return Course()
            return None
        def disagrees(x):
            if x:
                return Course()
            return x.y
        def nothing():
            pass
        def same(x):
            return x
        def default(x=Course()):
            return x
        def several():
            return Course(), [Club()]
        def recursive(n):
            return recursive(n - 1) if n else Course()
        def endless():
            return endless()
        def stars(*args, **kwargs):
            return args[0], kwargs["club"]
        def test():
            make().students  # -> Course.students
            annotated().students  # -> Course.students
            either(1).students  # -> Course.students
            disagrees(unheard_of).students  # -> ? | Course.students
            nothing()  # -> None
            same(Course()).students  # -> Course.students
            same(Club()).members  # -> Club.members
            same(x=Club()).members  # -> Club.members
            default().students  # -> Course.students
            default(Club()).members  # -> Club.members
            course, [club] = several()
            club.members  # -> Club.members
            recursive(3).students  # -> Course.students
            endless().students  # -> ?
            stars(Course(), club=Club())[1].members  # -> Club.members
            (lambda x: x)(Course()).students  # -> Course.students
        """,
    "generators and context managers": """
        from contextlib import contextmanager
        def courses():
            yield Course()
            yield from Course.objects.all()
        @contextmanager
        def opened():
            yield Course()
        async def agen():
            yield Course()
        async def later():
            return Course()
        async def test(x):
            for c in courses():
                c.students  # -> Course.students
            with opened() as c:
                c.students  # -> Course.students
            async for c in agen():
                c.students  # -> Course.students
            (await later()).students  # -> Course.students
            later().students  # -> ?
            with x.opened() as c:
                c.students  # -> ?
        """,
    "decorated": """
        import functools
        from django.db import transaction
        from asgiref.sync import sync_to_async
        from somewhere import odd
        @transaction.atomic
        def a():
            return Course()
        @functools.lru_cache(maxsize=None)
        def b():
            return Course()
        @odd
        def c():
            return Course()
        @sync_to_async
        def d():
            return Course()
        def other(f):
            return f
        @other
        def e():
            return Course()
        def traced(name):
            def decorator(func):
                @functools.wraps(func)
                def wrapper(*args, **kwargs):
                    return func(*args, **kwargs)
                return wrapper
            return decorator
        @traced("g")
        def g():
            return Course()
        @traced("h")
        @odd
        def h():
            return Course()
        class Thing:
            @traced("i")
            def i(self, x):
                return x
        async def test():
            a().students  # -> Course.students
            b().students  # -> Course.students
            c().students  # -> ?
            (await d()).students  # -> Course.students
            e().students  # -> Course.students
            g().students  # -> Course.students
            h().students  # -> ?
            Thing().i(Club()).members  # -> Club.members
            (await sync_to_async(a)()).students  # -> Course.students
            (await sync_to_async(Course.objects.get)(pk=1)).students  # -> Course.students
        """,
    "methods that come from elsewhere": """
        from app.helpers import make_course, courses, shop, COURSE, Kurs, pick, deep
        import app.helpers as helpers
        from app import helpers as again, other
        from .helpers import make_course as local
        from . import nothing
        def test(x):
            make_course().students  # -> Course.students
            local().students  # -> Course.students
            [c.students for c in courses()]  # c.students -> Course.students
            shop.course.students  # -> Course.students
            COURSE.students  # -> Course.students
            Kurs().students  # -> Course.students
            helpers.make_course().students  # -> Course.students
            again.COURSE.students  # -> Course.students
            other.thing.students  # -> ?
            nothing.thing.students  # -> ?
            pick(Club()).members  # -> Club.members
            pick(x).students  # -> ?
            deep().students  # -> Course.students
        """,
}

CONTAINERS = {
    "displays": """
        def f(x):
            data = {"course": Course(), "club": Club(), 3: Student()}
            data["course"].students  # -> Course.students
            data["club"].members  # -> Club.members
            data[3].courses  # -> Student.courses
            data["none"].courses  # -> ?
            data.get("course").students  # -> Course.students
            data[x]  # -> Club | Course | Student
            pair = (Course(), Club())
            pair[1].members  # -> Club.members
            pair[-2].students  # -> Course.students
            [Course(), *Course.objects.all()][1].students  # -> Course.students
            {c.pk: c for c in Course.objects.all()}[x].students  # -> Course.students
            [c.students for c in {1: Course()}.values()]  # c.students -> Course.students
            [c.students for _, c in {1: Course()}.items()]  # c.students -> Course.students
            dict(course=Course())["course"].students  # -> Course.students
            dict([(1, Course())])[1].students  # -> Course.students
            {"a": Course(), **x}["a"]  # -> ? | Course
        """,
    "growing": """
        from collections import defaultdict
        def f(x, g):
            a = []
            for i in range(3):
                a.append(Course.objects.create())
            a[0].students  # -> Course.students
            b = []
            b.append(Course())
            b.append(x)
            b[0].students  # -> ? | Course.students
            c = {}
            c["course"] = Course()
            c["course"].students  # -> Course.students
            d = [Course()]
            g(d)
            d[0].students  # -> ? | Course.students
            e = [Course()]
            print(len(e), sorted(e))
            e[0].students  # -> Course.students
            h = [Course()]
            h += [Club()]
            h[0]  # -> Club | Course
            i = [Course(), Club()]
            i.reverse()
            i[0]  # -> Club | Course
            j = defaultdict(list)
            j[x].append(Course())
            j[x][0].students  # -> Course.students
            p = defaultdict(set)
            for q in Course.objects.all():
                p[q].add(Student())
            for q, r in p.items():
                q.students  # -> Course.students
                [z.courses for z in r]  # z.courses -> Student.courses
            for q in p:
                q.students  # -> Course.students
            k = {c: [] for c in range(3)}
            k[x].append(Course())
            [z.students for z in k[1]]  # z.students -> Course.students
            l = [Course()]
            m = l
            m.append(x)
            l[0].students  # -> ? | Course.students
            n = {}
            n.setdefault(x, []).append(Course())
            n[x][0].students  # -> Course.students
            o = set()
            o.add(Course())
            o.update(Course.objects.all())
            [z.students for z in o]  # z.students -> Course.students
            o.pop().students  # -> Course.students
        """,
    "passed to functions": """
        def reads(items, x):
            return [x for x in items]
        def passes(items, x=None):
            return reads(items, 1)
        def changes(items, y):
            y.append(items)
            items.append(y)
        def keeps(items):
            changes(1, items)
        def f(x):
            a = [Course()]
            reads(a, 1)
            passes(x=3, items=a)
            a[0].students  # -> Course.students
            b = [Course()]
            changes(b, x)
            b[0].students  # -> ? | Course.students
            c = [Course()]
            keeps(c)
            c[0].students  # -> ? | Course.students
            d = {"course": Course(), "club": Club()}
            d["student"] = Student()
            reads(d, 1)
            d["course"].students  # -> Course.students
            d["student"].courses  # -> Student.courses
            e = {"course": Course()}
            x(e)
            e["course"].students  # -> ? | Course.students
            g = {"course": Course()}
            g["course"] = x
            g["course"].students  # -> ? | Course.students
            h = {}
            h.update(course=Course(), club=Club())
            h["club"].members  # -> Club.members
        """,
    "elements that are passed on": """
        def each(items, x):
            for item in items:
                x(item)
        def one(items, x):
            items.append(x)
        def f(x, y):
            j = [Course()]
            each(j, x)
            j[0].students  # -> Course.students
            k = [[Course()]]
            each(k, x)
            k[0][0].students  # -> ? | Course.students
            l = [Course()]
            each(l, x)
            one(l, x)
            l[0].students  # -> ? | Course.students
            a = [Course(), Course()]
            for c in a:
                x(c)
            x(a[1], course=a[0])
            a[0].students  # -> Course.students
            b = [[Course()], [Course()]]
            for c in b:
                x(c)
            b[0][0].students  # -> ? | Course.students
            d = {"course": Course()}
            x.course = d["course"]
            x(y, d["course"])
            d["course"].students  # -> Course.students
            e = {"courses": [Course()]}
            x(e["courses"])
            e["courses"][0].students  # -> ? | Course.students
            g = [(Course(), [Course()])]
            for h, i in g:
                x(i)
            g[0][1][0].students  # -> ? | Course.students
        """,
    "attributes that grow": """
        class Tests:
            def setUp(self):
                self.items = []
                self.more = {}
                for i in range(3):
                    self.items.append(Course())
                    self.more[i] = Course()
            def test(self, x):
                self.items[0].students  # -> Course.students
                self.more[x].students  # -> Course.students
                for c in self.more.values():
                    c.students  # -> Course.students
        """,
    "python's own": """
        import itertools, random, functools
        def f(xs):
            courses = Course.objects.all()
            for i, c in enumerate(courses):
                c.students  # -> Course.students
            for c, s in zip(courses, Student.objects.all()):
                s.courses  # -> Student.courses
            sorted(courses, key=len)[0].students  # -> Course.students
            for c in reversed(courses):
                c.students  # -> Course.students
            random.choice(courses).students  # -> Course.students
            random.sample(list(courses), 2)[0].students  # -> Course.students
            for c in itertools.chain(courses, [Club()]):
                c  # -> Club | Course
            max(courses, key=len).students  # -> Course.students
            list(map(lambda c: c.teacher, courses))[0].user.friends  # -> User.friends
            list(filter(None, courses))[0].students  # -> Course.students
            set(courses)  # -> set[Course]
            a, *b = courses
            b[0].students  # -> Course.students
            tuple(xs)[0].students  # -> ?
            (courses or [])  # -> list() | rows Course
            (courses and courses[0]).students  # -> ? | Course.students
            (Course.objects.first() or Club())  # -> Club | Course
            (Course() if xs else Club())  # -> Club | Course
            "%s" % xs  # -> literal
            None  # -> None
        """,
}

FILES = {
    "school/__init__.py": "",
    "school/models.py": """
        from django.db import models
        from school.querysets import CourseQuerySet
        class CourseManager(models.Manager.from_queryset(CourseQuerySet)):
            def popular(self):
                return self.filter(a=1)
            def make(self):
                return self.create(a=1)
            def create(self, **kwargs):
                course = super().create(**kwargs)
                return course
            def odd(self):
                return whatever()
        class Course(models.Model):
            @property
            def main_club(self):
                return Club.objects.get()
            def pupils(self):
                return self.students.all()
            def me(self):
                return self
            @classmethod
            def build(cls):
                return cls.objects.create()
            def describe(self):
                return self.name
        class Club(models.Model):
            pass
        """,
    "school/querysets.py": """
        from django.db import models
        class CourseQuerySet(models.QuerySet):
            def open(self):
                return self.filter(open=True)
            def best(self):
                return self.open().first()
            def model_of(self):
                return self.model()
        """,
    "app/__init__.py": "",
    "app/base.py": """
        from django.test import TestCase
        from school.models import Course, Club
        class BaseTest(TestCase):
            def setUp(self):
                self.course = Course()
                self.made = self.make()
                self.overridden = self.get_it()
            def make(self):
                return Course()
            def get_it(self):
                return Course()
            def make_course(self):
                return Course.objects.create()
        class Mixin:
            @classmethod
            def setUpTestData(cls):
                cls.club = Club()
        """,
    "app/helpers.py": """
        from school.models import Course, Club
        from app.deeper import *
        def make_course(name="x"):
            return Course.objects.create(name=name)
        def courses():
            return [make_course() for _ in range(3)]
        class Shop:
            def __init__(self):
                self.course = make_course()
        shop = Shop()
        COURSE = make_course()
        Kurs = Course
        def pick(x):
            return x
        """,
    "app/deeper.py": """
        from . import helpers
        __all__ = ["deep"]
        def deep():
            return helpers.make_course()
        """,
    "app/other.py": "thing = unheard_of",
    "app/loading.py": "def get_model(app, name):\n    return models[app, name]",
    "pkg/__init__.py": "from .inner import Course, make\nfrom .inner.stars import *",
    "pkg/inner/__init__.py": "from school.models import Course\nfrom pkg.inner.makers import make",
    "pkg/inner/makers.py": "from pkg import Course\ndef make():\n    return Course()",
    "pkg/inner/stars.py": "from school.models import Club\n_hidden = Club()\nshown = Club()\neither = Club()",
}


@pytest.mark.parametrize("source", CLASSES.values(), ids=CLASSES.keys())
def test_classes(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


@pytest.mark.parametrize("source", FUNCTIONS.values(), ids=FUNCTIONS.keys())
def test_functions(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


@pytest.mark.parametrize("source", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_containers(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


@pytest.mark.parametrize(
    "line", ["from . import makers", "from made import makers", "from made import makers as makers"]
)
def test_a_package_imports_from_itself(line: str, tmp_path: Path) -> None:
    files = {
        "made/__init__.py": f"{line}\nfrom . import gone\ndef make():\n    return makers.make()",
        "made/makers.py": "from school.models import Course\ndef make():\n    return Course()",
    }
    source = """
        from made import gone, make, makers
        make().students  # -> Course.students
        makers.make().students  # -> Course.students
        gone.make().students  # -> ?
    """
    check(textwrap.dedent(source), tmp_path, files)


def test_reexports(tmp_path: Path) -> None:
    source = """
        import pkg.inner
        from pkg import Course, make, shown, _hidden
        from pkg import *
        Course().students  # -> Course.students
        make().students  # -> Course.students
        shown.members  # -> Club.members
        _hidden.members  # -> ?
        pkg.inner.makers.make().students  # -> Course.students
        """
    check(source, tmp_path, FILES)


def test_modules_that_import_everything_of_each_other(tmp_path: Path) -> None:
    files = {
        **FILES,
        "around/__init__.py": "",
        "around/one.py": "from .two import *\nfrom school.models import Club\nclub = Club()\n",
        "around/two.py": "from .one import *\nfrom school.models import Course\ncourse = Course()\n",
    }
    source = """
        from around.one import *
        course.students  # -> Course.students
        club.members  # -> Club.members
        """
    check(source, tmp_path, files)


def test_star_imports_after_one_of_something_unknown(tmp_path: Path) -> None:
    source = """
        shown = Course()
        from somewhere import *
        from pkg import *
        if shown:
            from pkg import other
        def set_anew():
            global either
            either = Course()
        shown.members  # -> Club.members
        make().students  # -> Course.students
        either  # -> Club | Course
        other.members  # -> ?
        list(Course.objects.all())[0].students  # -> Course.students
        input(Course())  # -> ?
        def f():
            shown.members  # -> Club.members
            either  # -> Club | Course
            return list(Course.objects.all())[0].students  # list(Course.objects.all())[0].students -> Course.students
        """
    check(source, tmp_path, FILES)


def test_what_may_not_happen_hides_nothing_of_a_star_import(tmp_path: Path) -> None:
    source = """
        shown = Course()
        try:
            from pkg import *
        except ImportError:
            pass
        shown  # -> Club | Course
        if shown:
            either = Course()
        def f():
            either  # -> Club | Course
            shown  # -> Club | Course
        """
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


def test_managers_and_methods_of_models(tmp_path: Path) -> None:
    source = """
        from school.models import Course, Enrollment
        def f(e: Enrollment):
            Course.objects.popular().open().first().students  # -> Course.students
            Course.objects.make().students  # -> Course.students
            Course.objects.create().students  # -> Course.students
            Course.objects.best().students  # -> Course.students
            Course.objects.all().best().students  # -> Course.students
            Course.objects.open().model_of().students  # -> Course.students
            Course.objects.odd().students  # -> ?
            Course.plain.open().students  # -> ?
            Course().main_club.members  # -> Club.members
            Course().pupils()  # -> rows Student
            Course().me().students  # -> Course.students
            Course.build().students  # -> Course.students
            e.course.teacher.course_set.popular().first().students  # -> Course.students
            Course().describe()  # -> other
        """
    check(source, tmp_path, FILES)


def test_inside_models_and_managers(tmp_path: Path) -> None:
    models = (
        FILES["school/models.py"]
        + """
        class Teacher(models.Model):
            def f(self):
                self.user.friends  # -> User.friends
                self.course_set.first().students  # -> Course.students
                super().save()
        class Base(models.Model):
            def f(self):
                self.singers  # -> Band.singers | Choir.singers
            @classmethod
            def g(cls):
                cls  # -> type Band | type Choir
        """
    )
    models = models.replace(
        "return self.create(a=1)",
        "return self.create(a=1)\n            def g(self):\n                self.model  # -> type Course\n"
        "                self.get(pk=1).students  # -> Course.students\n",
    )
    check(models, tmp_path, FILES, path="school/models.py")


@pytest.mark.parametrize(
    ("choir", "more", "reached"),
    [
        ("def f(self):\n                pass", "", "Band.singers"),
        ("def other(self):\n                pass", "", "Band.singers | Choir.singers"),
        ("f = None", "", "Band.singers | Choir.singers"),
        ("def f(self):\n                super().f()", "", "Band.singers | Choir.singers"),
        ("def f(self):\n                super(Choir, self).f()", "", "Band.singers | Choir.singers"),
        ("def f(self):\n                Base.f(self)", "", "Band.singers | Choir.singers"),
        ("def f(self):\n                self.f()", "", "Band.singers"),
        ("def f(self):\n                pass", "def f(self):\n                pass", "Band.singers | Choir.singers"),
    ],
)
def test_a_method_that_an_heir_overrides_is_never_called_for_it(
    choir: str, more: str, reached: str, tmp_path: Path
) -> None:
    """Unless that, or somebody else who names the base, calls it; where all override it nobody knows."""
    models = f"""
        from django.db import models
        class Base(models.Model):
            def f(self):
                self.singers  # -> {reached}
        class Band(Base):
            {more or "pass"}
        class Choir(Base):
            {choir}
    """
    check(models, tmp_path, path="school/models.py")


def test_inside_querysets(tmp_path: Path) -> None:
    source = (
        FILES["school/querysets.py"]
        + """
            def g(self):
                for c in self:
                    c.students  # -> Course.students
                self.model  # -> type Course
                self.filter(a=1).first().students  # -> Course.students
        """
    )
    check(source, tmp_path, FILES, path="school/querysets.py")


def test_a_file_is_named_beside_the_models_wherever_the_run_starts(tmp_path: Path) -> None:
    package = tmp_path / "school"
    package.mkdir()
    for name in ("__init__.py", "models.py", "views.py"):
        (package / name).touch()
    modules = Modules([package, tmp_path], SCHOOL)
    assert modules.name_of(str(package / "views.py")) == "school.views"


def test_containers_of_other_modules(tmp_path: Path) -> None:
    files = {
        **FILES,
        "app/lists.py": """
            from school.models import Course, Club
            COURSES = []
            MIXED = [Course()]
            BY_NAME = {"a": Course()}
            def fill(x):
                COURSES.append(Course())
                MIXED.append(x)
                BY_NAME["b"] = Club()
            class Holder:
                def __init__(self):
                    self.items = []
                    self.mixed = [Course()]
                    self.mixed += [Club()]
                    self.fill()
                def fill(self):
                    self.items.append(Course())
            """,
    }
    source = """
        from app.lists import COURSES, MIXED, BY_NAME, Holder
        import app.lists
        class Sub(Holder):
            def f(self):
                self.items[0].students  # -> Course.students
                self.mixed[0]  # -> Club | Course
        def f():
            COURSES[0].students  # -> Course.students
            MIXED[0].students  # -> ? | Course.students
            BY_NAME["b"].members  # -> Club.members
            app.lists.COURSES[0].students  # -> Course.students
            Holder().items[0].students  # -> Course.students
        """
    check(source, tmp_path, files)


def test_two_projects_with_modules_of_the_same_name(tmp_path: Path) -> None:
    files = {
        f"{project}/core/{name}.py": text
        for project, model in (("one", "Club"), ("two", "Course"))
        for name, text in {
            "__init__": "",
            "helpers": f"from school.models import {model}\ndef make():\n    return {model}()",
        }.items()
    } | {"one/core/views.py": "", "two/core/views.py": ""}
    source = """
        from core.helpers import make
        from .helpers import make as again
        make()  # -> Course
        again()  # -> Course
        """
    check(source, tmp_path, files, path="two/core/views.py")
    check(source.replace("Course", "Club"), tmp_path, files, path="one/core/views.py")


def test_what_is_found_further_up(tmp_path: Path) -> None:
    """Settings or pytest put folders on the path, from which an import of a test further down starts."""
    files = {
        **FILES,
        "src/makers.py": "from school.models import Club\ndef make():\n    return Club()",
        "src/apps/clubs/__init__.py": "",
        "src/apps/clubs/tests/__init__.py": "",
        "other/out_of_reach.py": "from school.models import Club\nmade = Club()",
    }
    source = """
        from makers import make
        from out_of_reach import made
        make().members  # -> Club.members
        made.members  # -> ?
        """
    check(HEAD + textwrap.dedent(source), tmp_path, files, "src/apps/clubs/tests/test_it.py")


def test_what_a_script_finds_beside_itself(tmp_path: Path) -> None:
    files = {"scripts/helpers.py": "from school.models import Course\ndef make():\n    return Course()"}
    source = """
        from helpers import make
        make().students  # -> Course.students
        """
    check(source, tmp_path, files, path="scripts/run.py")
    check(source.replace("Course.students", "?"), tmp_path, files, path="other/run.py")


DOUBTFUL = {
    "an abstract base's attribute": """
        class Base:
            model = None
            course = None
            def setUp(self):
                self.course = Course()
            def test(self):
                self.model.objects.get().students  # -> ?
                self.course.students  # -> Course.students
        """,
    "factories that make something else": """
        import factory
        from somewhere import Factory
        class OddFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return Club()
        class KeptFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                course = super()._create(model_class, *args, **kwargs)
                course.save()
                return course
            @factory.post_generation
            def students(self, create, extracted, **kwargs):
                self.students  # -> Course.students
        class Base(factory.django.DjangoModelFactory):
            class Meta:
                abstract = True
        class Below(Base):
            class Meta(Base.Meta):
                model = Course
        class Unheard(Factory):
            class Meta:
                model = Course
            students = Course()
        def f():
            OddFactory()  # -> Club
            KeptFactory().students  # -> Course.students
            Below.create().students  # -> Course.students
            Unheard().students  # -> ?
        """,
    "settings that swap the user model": """
        from django.contrib.auth import get_user_model
        from django.test import override_settings
        @override_settings(AUTH_USER_MODEL="other.User")
        def test(request):
            get_user_model()  # -> ?
            request.user.friends  # -> ?
        """,
    "mocks shift parameters": """
        from unittest.mock import patch
        @patch("x.y")
        def helper(course, mocked=None):
            return course
        def f():
            helper(Course()).students  # -> ?
        """,
    "an accessor that a test patches": """
        from unittest import mock
        @mock.patch.object(Course, "students")
        def test(students):
            Course.objects.get().students  # -> ?
            Course.objects.get().members  # -> ?
        """,
    "an accessor that a test patches by its path": """
        from unittest import mock
        def test():
            with mock.patch("school.models.Course.students", set()):
                Course.objects.get().students  # -> ?
            Club.objects.get().members  # -> Club.members
        """,
    "an accessor that is set anew on its class": """
        def test(monkeypatch):
            before = Course.students
            Course.students = property(lambda self: set())
            Course.objects.get().students  # -> ?
            Course.students = before
        """,
    "attributes by computed names": """
        class Thing:
            def __getattribute__(self, name):
                return None
            course = Course()
        class Other:
            course = Course()
            def __getattr__(self, name):
                return Club()
        def f(name):
            Thing().course.students  # -> ?
            Other().course.students  # -> Course.students
            Other().odd.members  # -> ?
            getattr(Other(), name).members  # -> ?
        """,
    "test doubles": """
        class FakeCourse(Course):
            students = None
        class Stub:
            students = set()
        def f():
            FakeCourse().students  # -> None
            Stub().students  # -> set[]
        """,
    "requests of tests": """
        from django.test import RequestFactory, TestCase
        class Tests(TestCase):
            def setUp(self):
                self.user = User()
                self.factory = RequestFactory()
            def test(self):
                request = self.factory.get("/")
                request.user = unheard_of
                self.user.friends  # -> User.friends
        """,
    "requests of others": """
        class Tests:
            def setUp(self):
                self.user = User()
            def test(self, request):
                request.user = unheard_of
                self.user.friends  # -> ? | User.friends
        """,
    "models by a function of the project": """
        from elsewhere.loading import get_model
        from app.loading import get_model as own_get_model
        def f(x):
            get_model("school", "Course")().students  # -> Course.students
            own_get_model("school.Course")().students  # -> Course.students
            own_get_model("school", x)  # -> ?
            get_model("school", "Gone")  # -> ?
        """,
    "items that are handed on": """
        def f(x):
            data = {"course": Course(), "more": []}
            x.f(data["course"])
            data["course"].students  # -> Course.students
        def g(x):
            data = {"course": Course(), "more": []}
            x.f(data["more"])
            data["course"].students  # -> ? | Course.students
        """,
    "managers from querysets": """
        from django.db import models
        class Rows(models.QuerySet):
            pass
        class Tracking(models.Manager):
            def made(self):
                return Club()
        Tracking = Tracking.from_queryset(Rows)
        class More(Tracking):
            def again(self):
                return super().made()
        More().again().members  # -> Club.members
        """,
    "querysets of the project": """
        from django.db import models
        class Rows(models.QuerySet):
            def mine(self):
                return self.filter(a=1)
        class Rowing(models.Manager):
            def get_queryset(self):
                return Rows(Course, using=self._db)
        def f(x):
            Rows(Course).mine().first().students  # -> Course.students
            Rows(model=Course)  # -> ?
            Rows(x).first().students  # -> ?
            Rowing().get_queryset().mine().get().students  # -> Course.students
        """,
}


@pytest.mark.parametrize("source", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_doubtful(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


STATE = """
from school.models import Club, Course
now = Course.objects.get()
then = None
fixed = Course.objects.get()
set_elsewhere = Course.objects.get()
def enter():
    global now, then
    now = then = Club.objects.get()
    fixed = Club.objects.get()
"""


def test_what_functions_set_in_another_module(tmp_path: Path) -> None:
    """What is imported by name is what it was then."""
    source = """
        from app import state
        from app.state import now
        def f():
            now  # -> Course
            state.now  # -> Club | Course
            state.then.members  # -> Club.members
            state.fixed  # -> Course
            state.set_elsewhere  # -> ? | Course
        def g():
            state.set_elsewhere = 1
            other.fixed = 1
        """
    check(textwrap.dedent(source), tmp_path, {"app/__init__.py": "", "app/state.py": STATE})
