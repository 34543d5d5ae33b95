"""Does the inference know what named tuples and typed dictionaries hold, and whose request it is?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = """
from typing import NamedTuple, TypedDict
from school.models import Club, Course, Student
"""

CASES = {
    "a named tuple": """
        class Pair(NamedTuple):
            course: Course
            club: Club
            number: int = 3
            def enrol(self):
                self.course.students  # -> Course.students
                course, *rest = self
                course.students  # -> Course.students
                rest[0].members  # -> Club.members
        class Three(Pair):
            other: Club
        def pairs() -> list[Pair]: ...
        def run(pair: Pair, x):
            pair.club.members  # -> Club.members
            pair[0].students  # -> Course.students
            pair[-2].members  # -> Club.members
            course, club, number = pair
            course.students  # -> Course.students
            club.members  # -> Club.members
            for course, club, _ in pairs():
                club.members  # -> Club.members
            [one for one in pair]  # -> list[Club | Course | literal]
            pair._replace(number=4).course.students  # -> Course.students
            pair._asdict()["club"].members  # -> Club.members
            Pair(Course(), Club())[1].members  # -> Club.members
            (course, _, _), n = pair, x
            course.students  # -> Course.students
        """,
    "what heirs say": """
        class Pair(NamedTuple):
            course: Course
            club: Club
        class Noted(Pair):
            note: Student
        class Joining(TypedDict):
            course: Course
        class Other(Joining):
            course: Club
        def run(noted: Noted, joining: Other):
            course, club = noted
            club.members  # -> Club.members
            noted[-1].members  # -> Club.members
            joining["course"].members  # -> Club.members
        class Hiding(Pair):
            @property
            def course(self):
                return Club()
        class Named(Pair):
            course: Club
        def hidden(one: Hiding, two: Named):
            course, club = one
            course  # -> ?
            club  # -> Club
            one.course  # -> Club
            one[0]  # -> ?
            two[0]  # -> ?
        """,
    "another object": """
        class Pair:
            course: Course
            club: Club
        def run(pair: Pair):
            pair[0]  # -> ?
            course, club = pair
            course  # -> ?
            pair._replace(course=1)  # -> ?
            pair._asdict()  # -> ?
        """,
    "a typed dictionary": """
        class Joining(TypedDict):
            course: Course
            students: list[Student]
        class Further(Joining, total=False):
            club: Club
        def run(one: Joining, two: Further):
            one["course"].students  # -> Course.students
            one.get("course").students  # -> Course.students
            one["students"][0].courses  # -> Student.courses
            one["club"]  # -> ?
            two["club"].members  # -> Club.members
            two["course"].students  # -> Course.students
            Further(course=Course(), students=[], club=Club())["club"].members  # -> Club.members
        """,
    "a field of attrs": """
        import attr
        @attr.s
        class Held:
            course = attr.ib(type=Course)
            club: Club = attr.ib()
            other = attr.ib()
            def run(self):
                self.course.students  # -> Course.students
                self.club.members  # -> Club.members
                self.other  # -> ?
        """,
    "the user of a request": """
        from rest_framework import serializers
        async def view(request):
            (await request.auser()).friends  # -> User.friends
            request.auser(1)  # -> ?
            other = request
            other.user  # -> ?
        class View:
            async def get(self, request):
                (await self.request.auser()).friends  # -> User.friends
                asked = self.request
                asked.user.friends  # -> User.friends
        class Joining(serializers.Serializer):
            def create(self, validated_data):
                self.context["request"].user.friends  # -> User.friends
                request = self.context.get("request")
                request.user.friends  # -> User.friends
                request.POST["name"]  # -> literal
                self.context["other"].user  # -> ?
                if validated_data:
                    asked = self.context["request"]
                else:
                    asked = unheard_of()
                asked.user  # -> ?
        """,
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_held(case: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(CASES[case]), tmp_path)


def test_steps(tmp_path: Path) -> None:
    """What a step of pytest-bdd makes is passed to those that ask for it, beside the fixture that it overrides."""
    steps = """
    import pytest
    from pytest_bdd import given
    from school.models import Club, Student
    @given("a student", target_fixture="student")
    def make_student():
        yield Student.objects.create()
    @pytest.fixture
    def club():
        return Club()
    """
    source = """
    import pytest
    from pytest_bdd import given, parsers, scenario, then, when
    from school.models import Club, Course, Student
    @given("a course", target_fixture="course")
    def make_course():
        return Course.objects.create()
    @given("another", target_fixture="either")
    def make_another():
        return Course.objects.create()
    @given("a club", target_fixture="either")
    def make_club():
        return Club.objects.create()
    @pytest.fixture
    def held():
        return Student()
    @given("a held", target_fixture="held")
    def hold():
        return Course()
    @when("the student joins")
    def join(course, student, either, club, held, nothing):
        course.students  # -> Course.students
        student.courses  # -> Student.courses
        either  # -> Club | Course
        club.members  # -> Club.members
        held  # -> Course | Student
        nothing  # -> ?
    @when(parsers.parse("the {course} is full"))
    def fill(course):
        course  # -> ?
    @then("it is")
    def see(course):
        course.students  # -> Course.students
    @pytest.fixture
    def filled(held, club):
        held  # -> Course | Student
        club  # -> Club
    @scenario("course.feature", "It is full")
    def test_full(held, either, nothing):
        held  # -> Course | Student
        either  # -> Club | Course
        nothing  # -> ?
    def helper(course):
        course  # -> ?
    """
    check(source, tmp_path, {"tests/conftest.py": steps}, "tests/test_steps.py")
