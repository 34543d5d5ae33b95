"""Does the inference know what functions give that are called elsewhere than they stand, and what patterns bind?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

HEAD = """
import asyncio, contextlib, copy, dataclasses, functools, itertools, operator, random
from collections import defaultdict
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial, reduce
from operator import attrgetter, itemgetter, methodcaller
from typing import cast
from unittest import mock
from django.contrib.auth import aget_user, authenticate, get_user
from django.utils.functional import SimpleLazyObject
from school.models import Club, Course, Enrollment, Student

def made(cls, name="x"):
    return cls.objects.create(name=name)

def either(name, other=None):
    return other or Course.objects.get(name=name)

@contextmanager
def lent():
    yield Course.objects.get()

class Held:
    async def __aenter__(self):
        return Course.objects.get()
    async def __aexit__(self, *error): ...

@dataclasses.dataclass
class Seat:
    course: Course
    number: int

async def run(x, request):
    rows = Course.objects.all()
    seats = Enrollment.objects.all()
"""

GIVEN = {
    "attrgetter": "attrgetter('course')(seats[0]).students  # -> Course.students",
    "attrgetter, further": "attrgetter('course.teacher')(seats[0])  # -> Teacher",
    "attrgetter of two": "attrgetter('course', 'student')(seats[0])  # -> ?",
    "attrgetter of what": "attrgetter(x)(seats[0])  # -> ?",
    "itemgetter": "itemgetter(1)([Club(), Course()]).students  # -> Course.students",
    "itemgetter by a key": "itemgetter('one')({'one': Course(), 'two': Club()}).students  # -> Course.students",
    "methodcaller": "methodcaller('first')(rows).students  # -> Course.students",
    "methodcaller with more": "methodcaller('first', 1)(rows)  # -> ?",
    "map of an attribute": "next(map(attrgetter('course'), seats)).students  # -> Course.students",
    "map of a method": "next(map(Course.objects.get, x)).students  # -> Course.students",
    "map of a dictionary": "next(map({1: Course()}.get, x))  # -> Course | None",
    "map of two": "next(map(made, [Course, Club], x))  # -> Club | Course",
    "map of a class": "next(map(Course, x)).students  # -> Course.students",
    "map of what": "next(map(x, rows))  # -> ?",
    "map of whatever": "next(map(made, *x))  # -> ?",
    "groupby's key": "for key, group in itertools.groupby(seats, key=attrgetter('course')): key  # key -> Course",
    "groupby's key by a function": "for key, group in itertools.groupby(seats, lambda one: one.student): key  "
    "# key -> Student",
    "reduce": "reduce(lambda one, two: one or two, rows).students  # -> Course.students",
    "reduce of rows": "functools.reduce(lambda found, name: found.filter(name=name), x, rows)  # -> rows Course",
    "reduce to another": "reduce(lambda one, two: two, [Club()], Course())  # -> Club | Course",
    "reduce by what": "reduce(x, rows)  # -> ? | Course",
    "partial": "partial(made, Course)('x').students  # -> Course.students",
    "partial of a keyword": "partial(made, cls=Course)(name='x').students  # -> Course.students",
    "partial of what counts": "partial(either, other=Club())('x')  # -> Club | Course",
    "partial of all but what counts": "partial(either, 'x')(Club())  # -> Club | Course",
    "partial of a manager's method": "partial(Course.objects.create, name='x')().students  # -> Course.students",
    "partial of a partial": "partial(partial(made, Course), 'x')()  # -> ?",
    "partial of what": "partial(x, Course)()  # -> ?",
    "in a thread": "(await asyncio.to_thread(made, Course)).students  # -> Course.students",
    "gathered": "one, two = await asyncio.gather(Course.objects.aget(), Club.objects.aget()); two  # two -> Club",
    "gathered from a list": "(await asyncio.gather(*[Course.objects.aget(pk=1) for n in x]))[0]  # -> Course",
    "gathered with errors": "(await asyncio.gather(Course.objects.aget(), return_exceptions=True))[0]  # -> ? | Course",
    "a task": "(await asyncio.create_task(Course.objects.aget())).students  # -> Course.students",
    "with a time limit": "(await asyncio.wait_for(Course.objects.aget(), 3)).students  # -> Course.students",
    "run": "asyncio.run(Course.objects.aget()).students  # -> Course.students",
    "lazy": "SimpleLazyObject(lambda: Course.objects.get()).students  # -> Course.students",
    "nullcontext": "with nullcontext(Course()) as one: one.students  # one.students -> Course.students",
    "nullcontext by keyword": "with nullcontext(enter_result=Course()) as one: one  # one -> Course",
    "nullcontext without": "with nullcontext() as one: one  # one -> None",
    "entered by a stack": "with ExitStack() as stack: stack.enter_context(lent()).students  "
    "# stack.enter_context(lent()).students -> Course.students",
    "entered by an asynchronous stack": "async with contextlib.AsyncExitStack() as stack: "
    "await stack.enter_async_context(Held())  # await stack.enter_async_context(Held()) -> Course",
    "async with": "async with Held() as one: one.students  # one.students -> Course.students",
    "patched": "with mock.patch.object(Club, 'course', Course()) as one: one  # one -> Course",
    "patched by keyword": "with mock.patch.object(Club, 'course', new=Course()) as one: one  # one -> Course",
    "patched with a mock": "with mock.patch.object(Club, 'course') as one: one  # one -> other",
    "replaced": "dataclasses.replace(Seat(Course(), 1), number=2).course.students  # -> Course.students",
    "replaced what": "dataclasses.replace(x, number=2)  # -> ?",
    "a default made by a function": "defaultdict(lambda: Course())[x].students  # -> Course.students",
    "cast": "cast(Course, x).students  # -> Course.students",
    "cast by a text": "cast('list[Course]', x)[0].students  # -> Course.students",
    "cast of what is known": "cast(Club, Course())  # -> Course",
    "the least of a star": "min(*rows, key=x).students  # -> Course.students",
    "the least of a star and another": "min(Club(), *rows)  # -> Club | Course",
    "a list of a star": "list(*x)  # -> list[?]",
    "a user": "get_user(request).friends  # -> User.friends",
    "a user, awaited": "(await aget_user(request)).friends  # -> User.friends",
    "a user by a password": "authenticate(name='x')  # -> None | User",
}

MATCHED = {
    "a class": "match x:\n        case Course(): x.students  # x.students -> Course.students",
    "a class, as": "match x:\n        case Course(name='a') as one: x.students  # x.students -> Course.students",
    "one of two": "match x:\n        case Course() | Club(): x  # x -> Club | Course",
    "a class or nothing": "match x:\n        case Course() | None: x  # x -> ?",
    "not in front of it": "x\n    match x:\n        case Course() if x:  # x -> ?\n            pass",
    "bound anew": "match x:\n        case Course():\n            x = unheard_of()\n            x  # -> ?",
    "a place": "match (Course(), 3):\n        case (one, n): one.students  # one.students -> Course.students",
    "a place behind a star": "match [Course(), 3, Club()]:\n        case [*some, one]: one  # one -> Club",
    "a star": "match [Course(), 3, Club()]:\n        case [*some, one]: some[0]  # some[0] -> Course",
    "a key": "match {'a': Course(), 'b': Club()}:\n        case {'b': one}: one  # one -> Club",
    "a key of what": "match x:\n        case {'b': one}: one  # one -> ?",
    "an attribute": "match x:\n        case Enrollment(course=one): one.students  # one.students -> Course.students",
    "an attribute by its place": "match x:\n        case Enrollment(one): one  # one -> ?",
}


@pytest.mark.parametrize("line", (GIVEN | MATCHED).values(), ids=(GIVEN | MATCHED).keys())
def test_what_is_given(line: str, tmp_path: Path) -> None:
    check(f"{HEAD}    {line}\n", tmp_path)
