"""Does the inference leave what a sub-class, a decorator or a store from outside may change?"""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from inferred import check
from school_map import SCHOOL, model, ref

HEAD = "from school.models import Course, Student, Teacher, Club\n"

HEIRS = {
    "generic base": """
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class A(Generic[T]):
            def get(self):
                return Course.objects.create()
            def go(self):
                self.get()  # -> Club | Course
        class B(A[int]):
            def get(self):
                return Club.objects.create()
        """,
    "called in the body of its class": """
        class Own(Course):
            def key(course):
                course  # -> Teacher | object Own
            one = key(Teacher())
            def plain(self):
                self  # -> object Own
                self.key()
        """,
    "called in a decorator of its class": """
        class Own(Course):
            def key(course):
                course  # -> Teacher | object Own
            @key(Teacher())
            def two(self): ...
        """,
    "a decorator in its class": """
        class Own(Course):
            def key(method):
                method  # -> ? | object Own
            @key
            def two(self): ...
        """,
    "called by its name elsewhere": """
        class Own(Course):
            def key(self):
                self  # -> object Own
            def two(self):
                key(Teacher())
                self.key()
            class Inner:
                x = [one.key() for one in ()]
        """,
    "base by another name": """
        class A:
            def get(self):
                return Course.objects.create()
            def go(self):
                self.get()  # -> Club | Course
        Base = A
        class B(Base):
            def get(self):
                return Club.objects.create()
        """,
    "base that is passed": """
        class A:
            def get(self):
                return Course.objects.create()
            def go(self):
                self.get()  # -> Club | Course
        def make(base):
            class B(base):
                def get(self):
                    return Club.objects.create()
            return B
        """,
    "made by a call": """
        class A:
            def get(self):
                return Course.objects.create()
            def go(self):
                self.get()  # -> ? | Course
        B = type("B", (A,), {"get": lambda self: Club.objects.create()})
        """,
    "a sibling comes between": """
        class Base:
            def get(self):
                return Course()
        class A(Base):
            def go(self):
                super().get()  # -> Club | Course
        class M(Base):
            def get(self):
                return Club()
        class H(A, M):
            pass
        class N(Base):
            def go(self):
                super().get()  # -> Course
        class O(N):
            def get(self):
                return Club()
        """,
    "attributes of strangers that share a base": """
        from django.test import TestCase
        class Base(TestCase):
            pass
        class A(Base):
            def setUp(self):
                self.made = Course()
            def test(self):
                self.made  # -> Course
        class B(Base):
            def setUp(self):
                self.made = Club()
                setattr(self, self.id(), Club())
            def test(self):
                self.made  # -> ? | Club
        """,
    "attributes of one of two bases": """
        class Base:
            pass
        class A(Base):
            made = Course()
            def test(self):
                self.made  # -> Club | Course | Teacher
        class B(Base):
            def setUp(self):
                self.made = Club()
        class Both(A, B):
            pass
        def run(one: B):
            one.made = Teacher()
        """,
    "attributes set on a base, on an heir, and on neither": """
        class Base:
            pass
        class A(Base):
            made = Course()
            def test(self):
                self.made  # -> Club | Course | Teacher
        class B(Base):
            made = Course()
            def test(self):
                self.made  # -> Club | Course
        class Heir(A):
            pass
        def run(base: Base, heir: Heir):
            base.made = Club()
            heir.made = Teacher()
        """,
    "form saved by its super class": """
        from django import forms
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
            def save(self, commit=True):
                super().save(commit)  # -> Club | Course
            def join(self):
                self.instance  # -> Club | Course
                self.save_m2m  # -> ?
        class ClubForm(CourseForm):
            class Meta(CourseForm.Meta):
                model = Club
        def run():
            CourseForm().instance  # -> Course
            ClubForm().instance  # -> Club
        """,
    "forms made of what a function is given": """
        from django import forms
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
            def go(self):
                self.instance  # -> Course
        class StudentForm(forms.ModelForm):
            class Meta:
                model = Student
            def go(self):
                self.instance  # -> Course | Student
        class Bare(forms.ModelForm):
            def go(self):
                self.instance  # -> ?
        def with_request(form):
            class RequestForm(form):
                pass
        class Admin(unheard_of):
            def get_form(self, form: type[StudentForm], **kwargs):
                class AnyForm(form):
                    class Meta:
                        model = Course
    """,
    "formsets are heirs of no form": """
        from django import forms
        from django.forms import formsets, models
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
            def go(self):
                self.instance  # -> Course
        One = forms.formset_factory(CourseForm, extra=2)
        Two = formsets.formset_factory(CourseForm)
        Three = forms.modelformset_factory(Course, CourseForm)
        Four = models.modelformset_factory(Course, CourseForm)
        Five = forms.inlineformset_factory(Club, Course, form=CourseForm)
        Six = models.inlineformset_factory(Club, Course, CourseForm)
        class OneSet(One): pass
        class TwoSet(Two): pass
        class ThreeSet(Three): pass
        class FourSet(Four): pass
        class FiveSet(Five): pass
        class SixSet(Six): pass
        """,
    "formsets of a class that is given": """
        from django import forms
        class A:
            def get(self):
                return Course()
            def go(self):
                self.get()  # -> Club | Course | Student | Teacher | literal
        One = forms.formset_factory(forms.Form, formset=A)
        class OneSet(One):
            def get(self):
                return Club()
        Two = forms.formset_factory(forms.Form, A)
        class TwoSet(Two):
            def get(self):
                return Teacher()
        Three = forms.formset_factory(*options)
        class ThreeSet(Three):
            def get(self):
                return Student()
        Four = forms.formset_factory(forms.Form, **options)
        class FourSet(Four):
            def get(self):
                return "text"
        """,
    "factory": """
        import factory
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @factory.post_generation
            def after(self, create, extracted, **kwargs):
                self  # -> Club | Course
        class ClubFactory(CourseFactory):
            class Meta:
                model = Club
        class TextFactory(CourseFactory):
            class Meta:
                model = "school.Club"
        def run():
            CourseFactory()  # -> Course
            ClubFactory()  # -> Club
        """,
    "no heirs": """
        class A:
            def get(self):
                return Course.objects.create()
            def go(self):
                self.get()  # -> Course
        B = type("B", (), {"get": lambda self: Club.objects.create()})
        class C:
            def get(self):
                return Club.objects.create()
        """,
}


@pytest.mark.parametrize("source", HEIRS.values(), ids=HEIRS)
def test_heirs(source: str, tmp_path: Path) -> None:
    """Methods and attributes are joined with what the heirs in the module make of them."""
    check(HEAD + textwrap.dedent(source), tmp_path)


def test_isinstance_ends_where_another_function_binds_the_name(tmp_path: Path) -> None:
    """A test of a name that a nested function rebinds says nothing after a call."""
    check(
        HEAD
        + textwrap.dedent("""
        def run(x):
            g = Course() if x else Club()
            def swap():
                nonlocal g
                g = Club()
            if isinstance(g, Course):
                swap()
                g  # -> Club | Course
        """),
        tmp_path,
    )


OUTSIDE = {
    "on an instance": """
        class V:
            def __init__(self):
                self.group = Course()
            def go(self):
                self.group  # -> Club | Course
        def run():
            v = V()
            v.group = Club()
            v.go()
        """,
    "on a parameter": """
        class V:
            group = None
            def go(self):
                self.group = Course()
                self.group  # -> Club | Course | None
        class Runner:
            def __init__(self, v: V):
                self.v = v
                self.v.group = Club()
        """,
    "on what is not known": """
        class V:
            def __init__(self):
                self.group = Course()
            def go(self):
                self.group  # -> Club | Course
        def run(v):
            v.group = Club()
        """,
    "a class's model": """
        class V:
            model = Course
            def go(self):
                self.model.objects.create()  # -> Club | Course
        def run():
            v = V()
            v.model = Club
        """,
    "a list": """
        class V:
            def __init__(self):
                self.groups = [Course()]
            def go(self):
                for g in self.groups:
                    g  # -> Club | Course
        def run():
            v = V()
            v.groups = [Club()]
        """,
    "setattr": """
        class V:
            def __init__(self):
                self.group = Course()
            def go(self):
                self.group  # -> Club | Course
        def run():
            v = V()
            setattr(v, "group", Club())
        """,
    "setattr of any name": """
        class V:
            def __init__(self, **kw):
                self.group = Course()
                for key, value in kw.items():
                    setattr(self, key, value)
            def get(self):
                return Course()
            def go(self):
                self.group  # -> ? | Course
                self.get()  # -> Course
        """,
    "setattr of names that are written out": """
        class V:
            def __init__(self):
                self.course = Course()
                for name, number in (("group", 1), ("club", 2)):
                    setattr(self, name, Club(number))
            def go(self):
                self.course  # -> Course
                self.group  # -> Club
                self.others  # -> ?
        """,
    "setattr of names in pieces": """
        class V:
            def __init__(self):
                self.course, self.group, self.club, self.other = Course(), Course(), Course(), Course()
                for name in ("gro" "up", "cl"
                    "ub"):
                    setattr(self, name, Club())
                for name in ["cou" + "rses", "oth" + ("er")]:
                    setattr(self, name, Club())
            def go(self):
                self.course  # -> Course
                self.group  # -> Club | Course
                self.club  # -> Club | Course
                self.other  # -> Club | Course
        """,
    "setattr of names under a key": """
        ALL = [{"attr": "group", "n": 1}, {"attr": "club", "n": 2}]
        class V:
            def __init__(self):
                self.course = Course()
                for one in ALL:
                    setattr(self, one["attr"], Club(one["n"]))
                    name = "{}_first".format(one["attr"])
                    setattr(self, name, 1)
                    name = one["attr"] + "_last"
                    setattr(self, name, 2)
            def go(self):
                self.course  # -> Course
                self.group  # -> Club
        """,
    "setattr of names under a key that is set anew": """
        ALL = [{"attr": "group"}, {"attr": "club"}]
        class V:
            def __init__(self, x):
                self.course = Course()
                for one in ALL:
                    one["attr"] = x
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names under a key of what something else gets": """
        ALL = [{"attr": "group"}, {"attr": "club"}]
        class V:
            def __init__(self, x):
                self.course = Course()
                for one in ALL:
                    x(one)
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names under a key that not all have": """
        ALL = [{"attr": "group"}, {"at": "club"}]
        class V:
            def __init__(self):
                self.course = Course()
                for one in ALL:
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names under a key of what is given as it stands": """
        class V:
            def __init__(self, x):
                self.course = Course()
                for one in ({"attr": "group"}, {"attr": "club"}):
                    x(one)
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names under a key that is set anew in what stands there": """
        class V:
            def __init__(self, x):
                self.course = Course()
                for one in ({"attr": "group"}, {"attr": "club"}):
                    one["attr"] = x
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names under a key that others may set": """
        class V:
            def __init__(self, x):
                self.course = Course()
                for one in ({"attr": "group", **x}, {"attr": "club"}):
                    setattr(self, one["attr"], Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of a name that is a text at times": """
        class V:
            def __init__(self, x, name):
                self.course = Course()
                if x:
                    name = "group"
                setattr(self, name, Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of a name that nobody binds": """
        class V:
            def __init__(self):
                self.course = Course()
                setattr(self, name, Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr to what a star passes": """
        class V:
            def __init__(self):
                self.course = Course()
                setattr(self, "course", *[Club()])
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of a name that may be put together anyhow": """
        class V:
            def __init__(self, x):
                self.course = Course()
                name = "{}_first".format(x)
                name = x.lower()
                setattr(self, name, Club())
            def go(self):
                self.course  # -> ? | Course
        """,
    "setattr of names that begin alike": """
        class V:
            def __init__(self):
                self.group = Course()
                for n in range(3):
                    setattr(self, f"club_{n}", Club())
                    setattr(self, f"club_{n}_x", Club())
            def go(self):
                self.group  # -> Course
        """,
    "setattr of names that may be it": """
        class V:
            def __init__(self):
                self.group_1 = Course()
                for n in range(3):
                    setattr(self, f"group_{n}", Club())
            def go(self):
                self.group_1  # -> ? | Course
        """,
    "setattr alone": """
        class V:
            def setUp(self):
                setattr(self, "group", Course())
                self.__dict__["club"] = Club()
                vars(self)["other"] = Club()
                self.__dict__.update(third=Club(), fourth=Course())
                self.__dict__["fifth"], self.sixth = Club(), Course()
            def go(self):
                self.group  # -> Course
                getattr(self, "group")  # -> Course
                self.club  # -> Club
                self.other  # -> Club
                self.third  # -> Club
                self.fourth  # -> Course
                self.fifth  # -> ?
                self.sixth  # -> Course
        class W:
            group = Course()
            def __init__(self, **kw):
                self.__dict__.update(club=Club(), **kw)
                setattr(self, *kw)
            def go(self):
                self.group  # -> ? | Course
        """,
    "dictionary of attributes": """
        class V:
            def __init__(self, **kw):
                self.group = Course()
                self.__dict__.update(kw)
            def go(self):
                self.group  # -> ? | Course
        class W:
            def __init__(self, **kw):
                self.group = Course()
                vars(self).update(kw)
            def go(self):
                self.group  # -> ? | Course
        """,
    "__setattr__ of object": """
        class V:
            group = Course()
            def __init__(self):
                object.__setattr__(self, "group", Club())
            def go(self):
                self.group  # -> Club | Course
        class W:
            group = Course()
            def __init__(self):
                super().__setattr__("group", Club())
            def go(self):
                self.group  # -> Club | Course
        """,
    "__setattr__ of its own": """
        class V:
            def __init__(self):
                self.group = Course()
            def __setattr__(self, name, value):
                super().__setattr__(name, Club())
            def get(self):
                return Course()
            def go(self):
                self.group  # -> ? | Course
                self.get()  # -> Course
        """,
    "patch": """
        from unittest import mock
        class V:
            def __init__(self):
                self.group = Course()
            def go(self):
                self.group  # -> ? | Course
        def run():
            v = V()
            with mock.patch.object(v, "group", Club()):
                v.go()
        """,
    "of others": """
        from unittest import mock
        class V:
            def __init__(self):
                self.group = Course()
                dict(self.__dict__)
            def go(self):
                self.group  # -> Course
        class W:
            def __init__(self):
                self.group = Club()
            def go(self):
                self.group  # -> Club
        def run(request):
            w = W()
            w.group = Club()
            request.other = Club()
            setattr(request, "other", 1)
            mock.patch.object(request, "other", 1)
        """,
}


def test_stored_on_an_heir_elsewhere(tmp_path: Path) -> None:
    """Who may have one of another file's class may have one of its heirs, as this file makes them."""
    source = """
        from app.plans import Plan
        class Heir(Plan):
            pass
        def run(plan: Plan, heir: Heir):
            heir.made = Club()
            plan.made  # -> Club | Course
    """
    plans = "from school.models import Course\nclass Plan:\n    def __init__(self):\n        self.made = Course()\n"
    check(HEAD + textwrap.dedent(source), tmp_path, {"app/__init__.py": "", "app/plans.py": plans})


@pytest.mark.parametrize("source", OUTSIDE.values(), ids=OUTSIDE)
def test_stored_from_outside(source: str, tmp_path: Path) -> None:
    """What other code in the module sets an attribute to is what it can be."""
    check(HEAD + textwrap.dedent(source), tmp_path)


REMADE = {
    "decorated": """
        def swap(cls):
            cls.group = property(lambda self: Club())
            return cls
        @swap
        class A:
            @property
            def group(self):
                return Course()
            def go(self):
                self.group  # -> ? | Course
        """,
    "decorated heir": """
        def swap(**values):
            def inner(cls):
                for name, value in values.items():
                    setattr(cls, name, value)
                return cls
            return inner
        class A:
            group = Course()
            def go(self):
                self.group  # -> ? | Course
        @swap(group=Club())
        class B(A):
            pass
        """,
    "decorated with data": """
        def with_fixtures(cls):
            if hasattr(cls, "fixtures"):
                cls.fixtures = [name for name in cls.fixtures if name]
            return cls
        def numbered(number):
            def inner(cls):
                cls.number = 3
                return cls
            return inner
        @with_fixtures
        @numbered(3)
        class A:
            fixtures = ["x"]
            number = 2
            def setUp(self):
                self.group = Course()
            def go(self):
                self.group  # -> Course
                self.fixtures  # -> ? | list(literal) | list[?]
                self.number  # -> ? | literal
        """,
    "decorated with a method": """
        def filled(cls):
            def setUp(self):
                self.group = Club()
            cls.setUp = setUp
            return cls
        @filled
        class A:
            def setUp(self):
                self.group = Course()
            def go(self):
                self.group  # -> ? | Club | Course
        """,
    "decorated with what is called": """
        def filled(cls):
            cls.make = cls.other = [1]
            cls.setUp = unheard_of
            return cls
        @filled
        class A:
            group = Course()
            def go(self):
                self.group  # -> ? | Course
        """,
    "what a function of the project's makes, not known": """
        from parameterized import parameterized_class
        def both():
            return parameterized_class(("group",), [(Club(),)])
        @both()
        class A:
            group = Course()
            def go(self):
                self.group  # -> ? | Course
        """,
    "of another's, not known": """
        from parameterized import parameterized_class
        @parameterized_class(("group",), [(Club(),)])
        class A:
            group = Course()
            def go(self):
                self.group  # -> ? | Course
        """,
    "metaclass": """
        class Meta(type):
            def __call__(cls, *a):
                made = super().__call__(*a)
                made.group = Club()
                return made
        class A(metaclass=Meta):
            def __init__(self):
                self.x = Course()
            def go(self):
                self.x  # -> ? | Course
        """,
    "harmless": """
        import abc
        import dataclasses
        from django.contrib import admin
        from django.test import override_settings, tag
        from django.utils.decorators import method_decorator
        import pytest
        from unittest import skipIf
        PLUGINS = {}
        ALL = []
        slow, locally = pytest.mark.skip(reason="slow"), skipIf(True, "slow")
        def in_a_folder(name="x"):
            return override_settings(MEDIA_ROOT=name)
        def plugin(cls):
            PLUGINS[cls.__name__] = cls
            ALL.append(cls)
            return cls
        @plugin
        @dataclasses.dataclass(frozen=True)
        @override_settings(DEBUG=True)
        @in_a_folder()
        @tag("slow")
        @slow
        @locally
        @method_decorator(print, name="go")
        class A(abc.ABC, metaclass=abc.ABCMeta):
            def get(self):
                return Course()
            def go(self):
                self.get()  # -> Course
        @admin.register(Course)
        class B:
            def get(self):
                return Course()
            def go(self):
                self.get()  # -> Course
        """,
    "what gives a harmless one": """
        from django.test import override_settings
        from waffle.testutils import override_switch
        def quick(**more):
            return override_settings(DEBUG=True, **more)
        def strange(slow):
            if slow:
                return override_settings(DEBUG=True)
            return made(slow)
        @quick(SLOW=False)
        @override_switch("slow", active=True)
        class A:
            def get(self):
                return Course()
            def go(self):
                self.get()  # -> Course
        @strange(True)
        class B:
            def get(self):
                return Course()
            def go(self):
                self.get()  # -> ? | Course
        """,
}


@pytest.mark.parametrize("source", REMADE.values(), ids=REMADE)
def test_remade(source: str, tmp_path: Path) -> None:
    """A class that the project's decorator or metaclass makes anew may have other attributes than are written."""
    check(HEAD + textwrap.dedent(source), tmp_path)


MODELS = """
from django.db import models
class Student(models.Model): ...
class Club(models.Model): ...
class Course(models.Model):
    KIND = Club
    def first(self):
        return Student.objects.get()
    def go(self):
        self.first()  # -> {0}
        self.KIND.objects.get()  # -> {1}
class Seminar({2}Course):
    {3}
"""
MIXIN = "class Mixin:\n    def first(self):\n        return Club.objects.get()\n"


@pytest.mark.parametrize(
    ("first", "kind", "mixin", "body"),
    [
        ("Student", "Club", "", "room = None"),
        ("Student", "Club", "", "class Meta: ordering = ['name']"),
        ("Club | Student", "Club", "", "def first(self): return Club.objects.get()"),
        ("Club | Student", "Club", "Mixin, ", "room = None"),
        ("Student", "Club | Student", "", "KIND = Student"),
    ],
)
def test_models_of_the_same_file(first: str, kind: str, mixin: str, body: str, tmp_path: Path) -> None:
    source = (MIXIN if mixin else "") + MODELS.format(first, kind, mixin, body)
    check(source, tmp_path, {"school/__init__.py": ""}, path="school/models.py")


@pytest.mark.parametrize(("base", "heirs"), [("models.Model", False), ("PolymorphicModel", True)])
def test_rows_of_a_polymorphic_model(base: str, heirs: bool, tmp_path: Path) -> None:
    """`Course.objects.get()` gives a Seminar where the row is one, with what that has in the place of the course's."""
    models = f"""
        from django.db import models
        from polymorphic.models import PolymorphicModel
        class Club(models.Model): ...
        class Student(models.Model): ...
        class Course({base}):
            @property
            def host(self):
                return self
            @property
            def teacher(self):
                return self.host
            def guest(self):
                return Club()
        class Seminar(Course):
            teacher = models.ForeignKey("Teacher", models.CASCADE)
            def guest(self):
                return Student()
        """
    relations = replace(SCHOOL, models={**SCHOOL.models, ref("Course"): model("Course", {"students": "through"})})
    source = f"""
        from school.models import Course, Seminar
        course = Course.objects.get()
        course.host  # -> Course
        course.teacher  # -> {"Course | Teacher" if heirs else "Course"}
        course.guest()  # -> {"Club | Student" if heirs else "Club"}
        course.students  # -> Course.students
        Seminar.objects.get().guest()  # -> Student
        """
    check(source, tmp_path, {"school/models.py": models}, relations=relations)
