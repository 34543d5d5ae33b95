"""Does the inference know what type variables stand for, and what libraries make of `class Meta`?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = """
from typing import Any, Generic, NewType, Optional, Protocol, TypeAlias, TypeVar, Union, overload
from django.db.models import Model, QuerySet
from school.models import Club, Course, Enrollment, Student
T = TypeVar("T", bound=Model)
U = TypeVar("U")
"""

CASES = {
    "a bound": """
        S = TypeVar("S", bound=Course)
        Q = TypeVar("Q", bound="Course")
        O = TypeVar("O", Course, Club)
        def run(s: S, q: Q, o: O, t: T, u: U):
            s.students  # -> Course.students
            q.students  # -> Course.students
            o  # -> Club | Course
            t  # -> ?
            u  # -> ?
        """,
    "what is bound further down": """
        def early(desk: "Desk", plain: Desk, many: list["Desk"], later: Later, either: "Desk | None" = None):
            desk.course.students  # -> Course.students
            plain.course.students  # -> Course.students
            many[0].course.students  # -> Course.students
            later.students  # -> Course.students
            either.course.students  # -> Course.students
        async def given() -> "Desk": ...
        one: "Desk" = unheard_of()
        Later  # -> ?
        Desk().course  # -> ?
        class Desk:
            course: Course
            def beside(self, desk: "Desk", leaf: "Leaf") -> "Desk":
                desk.course.students  # -> Course.students
                leaf.student.courses  # -> Student.courses
            class Leaf:
                student: Student
        Later = Course
        async def run(desk: Desk):
            desk.beside(desk, None).course.students  # -> Course.students
            (await given()).course.students  # -> Course.students
            one.course.students  # -> Course.students
        """,
    "what a function gives says more than a bound": """
        M = TypeVar("M", bound="Named")
        class Named(Model):
            class Meta:
                abstract = True
        class Named2(Named): ...
        class Finder(Generic[M]):
            def find(self, pk) -> tuple[M, bool]:
                return Course.objects.get(pk=pk), True
            def other(self, pk) -> "M":
                return unheard_of(pk)
        def run(finder: Finder):
            finder.find(1)[0].students  # -> Course.students
            finder.other(1)  # -> object Named
        """,
    "another name of a type": """
        A = Union[Course, None]
        B: TypeAlias = "Course"
        C = list[Course]
        D = NewType("D", Course)
        E = Course | Club
        F = list["F"]
        G = unheard_of(Course)
        def run(a: A, b: B, c: C, d: D, e: E, f: F, g: G):
            a  # -> Course | None
            b.students  # -> Course.students
            c[0].students  # -> Course.students
            d.students  # -> Course.students
            e  # -> Club | Course
            f[0]  # -> ?
            g  # -> ?
        """,
    "made of two that differ": """
        class Service(Generic[T]):
            def get(self, pk) -> T: ...
        class CourseService(Service[Course]): ...
        class ClubService(Service[Club]): ...
        class Both(CourseService, ClubService): ...
        class Again(CourseService, Service[Course]): ...
        def run():
            Both().get(1)  # -> Club | Course
            Again().get(1)  # -> Course
        """,
    "what a class is made of": """
        class Service(Generic[T]):
            model: type[T]
            def __init__(self, one: T):
                self.one = one
            def get(self, pk) -> T:
                return self.model.objects.get(pk=pk)
            def got(self, pk):
                return self.model.objects.get(pk=pk)
            def all(self) -> "list[T]": ...
            def same(self):
                return self.get(1)
        class CourseService(Service[Course]):
            def run(self):
                self.get(1).students  # -> Course.students
                self.got(1).students  # -> Course.students
                self.all()[0].students  # -> Course.students
                self.one.students  # -> Course.students
                self.same().students  # -> Course.students
        class Middle(Service[U], Generic[U]): ...
        class ClubService(Middle[Club]):
            def run(self):
                self.get(1).members  # -> Club.members
        class Bare(Service):
            def run(self):
                self.get(1)  # -> ?
        """,
    "what a class of two is made of": """
        V = TypeVar("V")
        class Pairs(Protocol[U, V]):
            def first(self) -> U: ...
            def second(self) -> V: ...
        class Both(Pairs[Course, Club]):
            def run(self):
                self.first()  # -> Course
                self.second()  # -> Club
        """,
    "what a call passes": """
        def one(rows: QuerySet[T]) -> T:
            return unheard_of()
        def first(rows: list[U], default: Optional[U] = None) -> U | None: ...
        def made(cls: type[T], *more) -> T: ...
        def same(one: U | None) -> U: ...
        def told(one: Course, other: Any) -> U:
            return unheard_of()
        def run(x):
            one(Course.objects.all()).students  # -> Course.students
            first([Course(), Course()])  # -> Course | None
            first([Course()], Club())  # -> Club | Course | None
            made(Club).members  # -> Club.members
            same(Course()).students  # -> Course.students
            told(Course(), Club())  # -> ?
            one(x)  # -> ?
        """,
    "overloads": """
        class Node(Generic[T]): ...
        class CourseNode(Node[Course]): ...
        class ClubNode(Node[Club]): ...
        class Bare(Node): ...
        @overload
        def node(pk: int, *, only: type[Node[T]]) -> T: ...
        @overload
        def node(pk: int, *, only: None, rows: QuerySet[T]) -> T: ...
        @overload
        def node(pk: int, *, only: None = None, rows: Any = None) -> Model: ...
        def node(pk, *, only=None, rows=None) -> Model | None:
            return unheard_of(pk, only, rows)
        @overload
        def last(only: None, other: U) -> U: ...
        @overload
        def last(only: type[T], other: Any) -> T: ...
        def last(only, other):
            return unheard_of()
        def run(x):
            last(None, Course()).students  # -> Course.students
            last(Club, Course()).members  # -> Club.members
            last(x, Course())  # -> ? | None
            node(1, only=CourseNode).students  # -> Course.students
            node(1, only=ClubNode).members  # -> Club.members
            node(1, only=None, rows=Course.objects.all()).students  # -> Course.students
            node(1, only=Bare)  # -> ? | None
            node(1, only=x)  # -> ? | None
            node(1)  # -> ? | None
        """,
    "what a library makes of Meta": """
        import graphene
        from django import forms
        class Mutation(graphene.Mutation):
            @classmethod
            def made(cls, info):
                return cls._meta.model()
            def _join(cls, instance): ...
            @classmethod
            def get_type(cls):
                return cls._meta.object_type
        class CourseType(graphene.ObjectType):
            model = Course
        class JoinCourse(Mutation):
            class Meta:
                model = Course
                object_type = CourseType
                description = "joins"
            @classmethod
            def run(cls, info):
                cls.made(info).students  # -> Course.students
                cls._meta.model.objects.first().students  # -> Course.students
                cls.get_type().model.objects.first().students  # -> Course.students
                cls._meta.description  # -> ?
                cls._meta.other  # -> ?
        class ClubForm(forms.ModelForm):
            class Meta:
                model = Club
            def run(self):
                self._meta.model.objects.get().members  # -> Club.members
        class Plain:
            class Meta:
                model = Club
            def run(self):
                self._meta.model  # -> ?
        """,
    "what is nothing at first": """
        class Held:
            course: Course | None = None
            club: "Club" = None
            other = None
            def __init__(self):
                self.student: Student | None = None
            def run(self):
                self.course.students  # -> Course.students
                self.club.members  # -> Club.members
                self.other  # -> ?
                self.student.courses  # -> Student.courses
        """,
    "what is nothing at first, and anything by its annotation": """
        from django.db.models import Model
        class Mixin:
            course: Model | None = None
            def __init__(self):
                self.club: Model | None = None
            def make(self):
                self.club = Club()
        class Tests(Mixin):
            @classmethod
            def setUpTestData(cls):
                cls.course = Course.objects.create()
            def run(self):
                self.course.students  # -> Course.students
                self.club.members  # -> Club.members
        """,
    "a container of what it holds in truth": """
        from rest_framework import serializers
        def courses() -> list:
            return [Course()]
        def known() -> dict:
            return {"a": Course(), "b": Club()}
        def nothing() -> list: ...
        class Joining(serializers.Serializer):
            course = serializers.PrimaryKeyRelatedField(queryset=Course.objects.all())
            def create(self, validated_data: dict[str, Any]) -> Course:
                validated_data["course"].students  # -> Course.students
            def validate(self, attrs: dict) -> dict:
                attrs["course"].students  # -> Course.students
                return attrs
        def run():
            courses()[0].students  # -> Course.students
            known()["b"].members  # -> Club.members
            nothing()  # -> list[?]
        """,
}


@pytest.mark.parametrize("case", CASES)
def test_types(case: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(CASES[case]), tmp_path)


def test_a_type_variable_of_another_module(tmp_path: Path) -> None:
    """A generic base, its type variable and an alias may come from other modules."""
    files = {
        "app/kinds.py": """
            from typing import TypeVar
            from school.models import Course
            T = TypeVar("T")
            Some = list[Course]
            """,
        "app/base.py": """
            from typing import Generic
            from app.kinds import T
            class Service(Generic[T]):
                def get(self) -> T: ...
            """,
    }
    source = """
    from app import kinds
    from app.base import Service
    from school.models import Course
    class CourseService(Service[Course]):
        def run(self, some: kinds.Some):
            self.get().students  # -> Course.students
            some[0].students  # -> Course.students
    """
    check(source, tmp_path, files)
