"""Is it known what a project's decorator passes to the function that it wraps?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

DECORATORS = """
import functools
from functools import wraps
from django.shortcuts import get_object_or_404
from school.models import Club, Course, Student

def of_a_course(view):
    @functools.wraps(view)
    def inner(request, pk, *args, **kwargs):
        course = get_object_or_404(Course, pk=pk)
        if course.closed:
            return None
        return view(request, course, *args, **kwargs)
    return inner

def looked_up(view):
    @wraps(view)
    def inner(request, course, **kwargs):
        course = Course.objects.get(name=course)
        return view(request, course, **kwargs)
    return inner

def by_keyword(view):
    def inner(request, *args, **kwargs):
        kwargs["club"] = Club.objects.get(pk=kwargs.pop("pk"))
        return view(request, *args, **kwargs)
    return wraps(view)(inner)

def handed_by_keyword(view):
    @functools.wraps(wrapped=view)
    def inner(request, pk):
        log(request, of=view)
        return view(request, Course.objects.get(pk=pk))
    return inner

def by_its_method(view):
    @functools.wraps(wrapped=view)
    def inner(request, pk):
        view.__call__(request, Club.objects.get(pk=pk))
        return view(request, Course.objects.get(pk=pk))
    return inner

def about_by_keyword(view):
    @functools.wraps(wrapped=view)
    def inner(request, pk):
        log(view.__name__)
        return view(request, Course.objects.get(pk=pk))
    return inner

def perhaps(view):
    @wraps(view)
    def inner(request, **kwargs):
        if request.user:
            kwargs["club"] = Club.objects.get()
        return view(request, **kwargs)
    return inner

def of(model, name):
    def decorator(view):
        @wraps(view)
        def inner(request, pk):
            return view(request, get_object_or_404(model, pk=pk))
        return inner
    return decorator

def logged(view):
    @wraps(view)
    def inner(*args, **kwargs):
        print(view.__name__)
        return view(*args, **kwargs)
    return inner

def either(view):
    @wraps(view)
    def inner(request, pk):
        if pk:
            return view(request, Course.objects.get())
        return view(request, Club.objects.get())
    return inner

def handed(view):
    def inner(request, pk):
        return run(view, request, Course.objects.get())
    return inner

def first(view):
    def inner(request, *args):
        return view(Course.objects.get(), request, *args)
    return inner

def put_in_front(view):
    @wraps(view)
    def inner(request, *args):
        args = (Club.objects.get(), *args)
        return view(request, *args)
    return inner

def wrapped_again(view):
    @put_in_front
    def inner(request, *args):
        return view(request, *args)
    return inner

def wrapped_at_last(view):
    def inner(request, *args):
        return view(request, *args)
    return of(Club, "club")(inner)

def wrapped_in_between(view):
    def inner(request, *args):
        return view(request, *args)
    inner = put_in_front(inner)
    return inner
"""
KNOWN = {
    "a view": """
        @of_a_course
        def f(request, course):
            course.students  # -> Course.students
            request.students  # -> ?
        """,
    "among others": """
        from django.contrib.auth.decorators import login_required
        from jsonview.decorators import json_view
        @login_required
        @logged
        @of_a_course
        @json_view
        @logged
        def f(request, course, student):
            course.students  # -> Course.students
            student.courses  # -> ?
        """,
    "a name that is bound anew": """
        @looked_up
        def f(request, course):
            course.students  # -> Course.students
        """,
    "a keyword": """
        @by_keyword
        def f(request, name, club=None):
            club.members  # -> Club.members
            name.members  # -> ?
        """,
    "what makes a decorator": """
        @of(Course, "course")
        def f(request, course):
            course.students  # -> Course.students
        @of(Club, "club")
        def g(request, club):
            club.members  # -> Club.members
        """,
    "methods": """
        from django.utils.decorators import method_decorator
        class View:
            @method_decorator(of_a_course)
            def get(self, request, course):
                course.students  # -> Course.students
        """,
    "either": """
        @either
        def f(request, one):
            one  # -> Club | Course
        """,
    "told of by keyword": """
        @about_by_keyword
        def f(request, course):
            course.students  # -> Course.students
        """,
    "places that move": """
        @of_a_course
        @first
        def f(course, request, other):
            course.students  # -> Course.students
            other.students  # -> Course.students
        """,
}
UNKNOWN = {
    "handed on by keyword": """
        @handed_by_keyword
        def f(request, course):
            course.students  # -> ?
        """,
    "called by its method": """
        @by_its_method
        def f(request, course):
            course.students  # -> ?
        """,
    "perhaps": """
        @perhaps
        def f(request, club):
            club.members  # -> ?
        """,
    "handed on": """
        @handed
        def f(request, course):
            course.students  # -> ?
        """,
    "a decorator that nobody knows, within": """
        from elsewhere import decorated
        @of_a_course
        @decorated
        def f(request, course):
            course.students  # -> ?
        """,
    "arguments that are put together anew": """
        @of_a_course
        @put_in_front
        def f(request, club, course):
            club.students  # -> ?
        """,
    "a wrapper that another one wraps": """
        @of_a_course
        @wrapped_again
        def f(request, club, course):
            club.students  # -> ?
        @of_a_course
        @wrapped_at_last
        def g(request, club):
            club.students  # -> ?
        @of_a_course
        @wrapped_in_between
        def h(request, club, course):
            club.students  # -> ?
        """,
    "one that gives only what it is given": """
        @logged
        def f(request, course):
            course.students  # -> ?
        """,
}


@pytest.mark.parametrize("source", [*KNOWN.values(), *UNKNOWN.values()], ids=[*KNOWN, *UNKNOWN])
def test_decorators(source: str, tmp_path: Path) -> None:
    text = "from app.wrapping import *\nfrom school.models import Club, Course\n" + textwrap.dedent(source)
    check(text, tmp_path, {"app/__init__.py": "", "app/wrapping.py": DECORATORS})
