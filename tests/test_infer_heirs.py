"""Does the inference leave what a sub-class, a decorator or a store from outside may change?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

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
