"""Does the inference know what pytest passes: fixtures by name, from the nearest place that has one?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

FILES = {
    "conftest.py": """
        import pytest
        from school.models import Course, Club
        pytest_plugins = ["plugin", *map(dotted, Path().glob("plugs/*.py"))]
        @pytest.fixture
        def course(db):
            return Course.objects.create()
        @pytest.fixture
        def overridden():
            return Course()
        @pytest.fixture(name="renamed")
        def whatever():
            return Course()
        @pytest.fixture
        def sets_club(request):
            request.cls.club = Club()
        def not_a_fixture():
            return Course()
        @pytest.fixture
        def thing():
            return Course()
        @pytest.fixture
        def saved(thing):
            yield thing
        @pytest.fixture
        def listed(*, saved, course):
            return [saved, course]
        @pytest.fixture
        def plain(course):
            return course
        @pytest.fixture
        def goes_on(overridden):
            return overridden
        @pytest.fixture
        def twice(listed):
            return listed
        @pytest.fixture
        def chained():
            return Course()
        @pytest.fixture
        def by_request(thing, request):
            return request.param
        """,
    "app/tests/clubs.py": """
        import factory
        from school.models import Club
        class ClubFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Club
        """,
    "app/tests/rooms.py": """
        import factory
        from app.factories import CourseFactory
        """,
    "app/factories.py": """
        import factory
        from school.models import Course
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
        """,
    "app/tests/more.py": """
        import factory
        from school.models import Teacher
        class TeacherFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Teacher
        """,
    "app/tests/made.py": """
        import factory
        from school.models import Student
        class StudentFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Student
        """,
    "app/tests/loose.py": """
        import factory
        from school.models import Enrollment
        class EnrollmentFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Enrollment
        """,
    "plugin.py": """
        import pytest
        from school.models import Club
        @pytest.fixture
        def plugged():
            return Club()
        """,
    "plugs/two.py": """
        import pytest
        from school.models import Course
        @pytest.fixture
        def globbed_above():
            return Course()
        """,
    "app/__init__.py": "",
    "app/more/one.py": """
        import pytest
        from school.models import Club
        @pytest.fixture
        def globbed():
            return Club()
        """,
    "app/conftest.py": """
        from glob import glob
        pytest_plugins = [path.replace("/", ".").replace(".py", "") for path in glob("app/more/*.py")]
        """,
    "app/beside.py": """
        import pytest
        from school.models import Course, Teacher
        @pytest.fixture
        def beside():
            return Course()
        @pytest.fixture
        def course():
            return Teacher()
        @pytest.fixture
        def overridden():
            return Teacher()
        """,
    "app/tests/__init__.py": "",
    "app/tests/conftest.py": """
        import pytest
        from school.models import Club, Course
        @pytest.fixture
        def overridden():
            return Club()
        @pytest.fixture()
        def make_course():
            def make(name="x"):
                return Course.objects.create(name=name)
            return make
        """,
    "app/tests/starred/conftest.py": """
        import pytest
        @pytest.fixture
        def chained(chained, request):
            return [chained, request.param]
        """,
    "app/tests/starred/__init__.py": "from .clubs import *",
    "app/tests/starred/clubs.py": """
        import pytest
        from school.models import Club
        @pytest.fixture
        def starred():
            return Club()
        """,
    "app/tests/fixtures.py": """
        import pytest
        from school.models import Club
        @pytest.fixture
        def imported():
            return Club()
        """,
}

KNOWN = {
    "plugins by a pattern": """
        def test_it(globbed, globbed_above):
            globbed.members  # -> Club.members
            globbed_above.students  # -> Course.students
        """,
    "plugins that the module names": """
        import pytest
        from school.models import Club
        pytest_plugins = ["app.beside"]
        @pytest.fixture
        def course():
            return Club()
        def test_it(beside, overridden, course):
            beside.students  # -> Course.students
            overridden.members  # -> Club.members
            course.members  # -> Club.members
        """,
    "star imports": """
        from .starred import *
        def test_it(starred):
            starred.members  # -> Club.members
        """,
    "asked for by name": """
        import pytest
        @pytest.fixture
        def made(request):
            return request.getfixturevalue("course")
        def test_it(request, made, name):
            request.getfixturevalue("course").students  # -> Course.students
            made.students  # -> Course.students
            request.getfixturevalue(name).students  # -> ?
            request.getfixturevalue("nothing").students  # -> ?
        """,
    "registered factories": """
        import factory
        import pytest_factoryboy
        from pytest_factoryboy import register
        from school.models import Club, Course
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
        @register
        class ClubFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Club
        register(CourseFactory, "other_course")
        register(CourseFactory, _name="third")
        def test_it(club, club_factory, course_factory, other_course, third, course):
            club.members  # -> Club.members
            club_factory().members  # -> Club.members
            club_factory.create().members  # -> Club.members
            club_factory.create_batch(2)[0].members  # -> Club.members
            course_factory.create().students  # -> Course.students
            other_course.students  # -> Course.students
            third.students  # -> Course.students
            course.students  # -> Course.students
        """,
    "registered factories of a module": """
        import inspect
        import pytest_factoryboy
        from pytest_factoryboy import register as put
        from . import clubs, rooms, more, made, loose
        from .clubs import ClubFactory
        def register_module(module, names=()):
            for _, obj in inspect.getmembers(module):
                if isinstance(obj, FactoryMetaClass):
                    put(obj, _caller_locals=names)
        register_module(clubs)
        register_module(names=(), module=rooms)
        for one in vars(more).values():
            put(one)
        for name in dir(made):
            thing = getattr(made, name)
            put(thing)
        def put_one(one):
            put(one, "mine")
        put_one(ClubFactory)
        for key in vars(loose):
            put(key)
        def test_it(club, club_factory, course, course_factory, teacher, student, mine, enrollment):
            club.members  # -> Club.members
            club_factory.create().members  # -> Club.members
            course_factory().students  # -> Course.students
            club_factory._meta.model.objects.get().members  # -> Club.members
            teacher  # -> Teacher
            student  # -> Student
            mine  # -> Club
            enrollment  # -> ?
        """,
    "what a fixture asks for, as it is here": """
        import pytest
        from school.models import Club, Teacher
        @pytest.fixture
        def thing():
            return Club()
        @pytest.fixture
        def mine(saved):
            saved  # -> Club
            return saved
        def test_it(saved, listed, mine, plain, twice):
            twice[0]  # -> Club
            saved  # -> Club
            listed[0]  # -> Club
            listed[1]  # -> Course
            mine  # -> Club
            plain  # -> Course
        @pytest.mark.parametrize("thing", [Teacher()])
        def test_passed(saved, thing):
            saved  # -> Teacher
        @pytest.mark.parametrize("course", [Teacher()])
        def test_passed_to_a_fixture(plain, course):
            plain  # -> Teacher
        from somewhere import request
        @pytest.mark.parametrize("by_request", [Teacher()], indirect=True)
        def test_request(by_request):
            by_request  # -> Teacher
        class TestIt:
            @pytest.fixture
            def thing(self):
                return Teacher()
            def test_it(self, saved, listed):
                saved  # -> Teacher
                listed[0]  # -> Teacher
        class TestBase:
            @pytest.fixture
            def named(self, word):
                return word
            @pytest.fixture
            def word(self):
                return Club()
        class TestHeir(TestBase):
            @pytest.fixture
            def word(self):
                return Teacher()
            def test_it(self, named):
                named  # -> Teacher
        """,
    "a class whose heir has a fixture of its own": """
        import pytest
        from school.models import Club, Teacher
        class TestIt:
            @pytest.fixture
            def thing(self):
                return Club()
            @pytest.fixture
            def own(self):
                return Club()
            def test_it(self, thing, saved, own, overridden):
                thing  # -> Club | Teacher
                saved  # -> Club | Teacher
                own  # -> Club
                overridden  # -> Club
        class TestHeir(TestIt):
            @pytest.fixture
            def thing(self):
                return Teacher()
        class TestOther(TestIt):
            def test_other(self, thing):
                thing  # -> Club
        class Tests:
            def test_it(self, missing):
                missing  # -> ? | Club | Teacher
        class TestsOne(Tests):
            @pytest.fixture
            def missing(self):
                return Club()
        class TestsTwo(Tests):
            @pytest.fixture
            def missing(self):
                return Teacher()
        """,
    "what a fixture puts into it that is used by its name": """
        import pytest
        from school.models import Club, Course
        @pytest.fixture
        def data():
            yield {"course": Course()}
        @pytest.fixture
        def changes(data):
            data["course"] = Club()
        @pytest.mark.usefixtures("changes")
        def test_it(data):
            data["course"]  # -> ? | Course
        """,
    "what another fixture puts into it": """
        import pytest
        from school.models import Club, Course
        @pytest.fixture
        def data():
            yield {"course": Course()}
        @pytest.fixture
        def kept():
            return {"course": Course()}
        @pytest.fixture
        def changes(data):
            data["course"] = Club()
        @pytest.fixture
        def reads(kept):
            return kept["course"]
        @pytest.fixture
        def base():
            return {"course": Course()}
        @pytest.fixture
        def keeps(base):
            base.update(club=Club())
            base["course"].students  # -> Course.students
            return base
        def test_it(data, changes, kept, reads):
            data["course"]  # -> ? | Course
            kept["course"].students  # -> Course.students
            reads.students  # -> Course.students
        def test_without_the_others(data, base):
            data["course"].students  # -> Course.students
            base["course"].students  # -> Course.students
        """,
    "beside names that are made in another way": """
        exec(open("names.py").read())
        for name in names:
            globals()[name] = 1
        def test_it(course):
            course.students  # -> Course.students
        """,
    "what is defined again, or made by calls": """
        import pytest
        from school.models import Club, Course, Teacher
        @pytest.fixture
        def course():
            return Club()
        def course():
            return Teacher()
        @pytest.fixture(name="named")
        def z():
            return Club()
        @pytest.fixture(name="named")
        def a():
            return Course()
        overridden = pytest.fixture(lambda: Teacher())
        thing = pytest.fixture(scope="module")(lambda: Teacher())
        globals()["renamed"] = pytest.fixture(lambda: Teacher())
        class TestIt:
            @pytest.fixture
            def one(self):
                return Club()
            @pytest.fixture
            def one(self):
                return Course()
            def test_it(self, course, named, overridden, thing, one):
                course  # -> Course
                named  # -> ?
                overridden  # -> ?
                thing  # -> ?
                one  # -> Course
        def test_it(renamed):
            renamed  # -> ?
        """,
    "what a fixture asks for by another name": """
        import pytest
        from school.models import Club
        @pytest.fixture(name="thing")
        def made():
            return Club()
        def test_it(saved):
            saved  # -> Club
        """,
    "what a fixture asks for, as a conftest between has it": """
        def test_it(goes_on):
            goes_on  # -> Club
        """,
    "asked for by parametrized names": """
        import pytest
        from school.models import Club
        @pytest.fixture
        def any_of(request):
            return request.getfixturevalue(request.param)
        @pytest.fixture(params=["course", pytest.param("renamed", id="x")])
        def either(request):
            return request.getfixturevalue(request.param)
        @pytest.fixture
        def again(request):
            return request.getfixturevalue("local")
        @pytest.fixture
        def passed_on(either):
            return either
        @pytest.fixture
        def local():
            return Club()
        @pytest.mark.parametrize("any_of", ["course", "renamed"], indirect=True)
        def test_one(any_of):
            any_of.students  # -> Course.students
        @pytest.mark.parametrize("x, any_of", [(1, "local"), pytest.param(2, "plugged")], indirect=["any_of"])
        def test_other(x, any_of, either, again, passed_on):
            any_of.members  # -> Club.members
            either.students  # -> Course.students
            again.members  # -> Club.members
            x.members  # -> ?
            passed_on.students  # -> ?
        @pytest.mark.parametrize("any_of", ["course", "local"], indirect=True)
        def test_both(any_of):
            any_of  # -> Club | Course
        @pytest.mark.parametrize("either, course", [("local", Club())], indirect=("either",))
        def test_overridden(either, course):
            either  # -> Club
            course  # -> Club
        @pytest.fixture
        def renamed(request):
            return request.getfixturevalue("renamed")
        @pytest.mark.parametrize("renamed", [1], indirect=True)
        def test_above(renamed):
            renamed  # -> Course
        @pytest.mark.parametrize("name", ["course", "renamed"])
        class TestNamed:
            def test_it(self, request, name):
                request.getfixturevalue(name).students  # -> Course.students
            def test_bound_anew(self, request, name):
                name = self.name
                request.getfixturevalue(name).students  # -> ?
        """,
    "parametrized with what it is": """
        import pytest
        from school.models import Club, Course
        @pytest.mark.parametrize("course, model", [(Club(), Course), [Club(), Course]])
        @pytest.mark.parametrize(argnames=["other"], argvalues=[(Course(),), pytest.param(Course())])
        def test_it(course, model, other):
            course.members  # -> Club.members
            model.objects.create().students  # -> Course.students
            other.students  # -> Course.students
        cases = (Course(), Course())
        pairs = ((Course(), Club()), (Course(), Club()))
        @pytest.mark.parametrize("first, second", pairs)
        @pytest.mark.parametrize("third,", [(Club(),)])
        def test_pairs(first, second, third):
            second.members  # -> Club.members
            third.members  # -> Club.members
        @pytest.mark.parametrize("made", cases)
        @pytest.mark.parametrize("kind", (Course, Club), indirect=True)
        def test_more(made, kind):
            made.students  # -> Course.students
            kind  # -> Club | Course
        @pytest.fixture
        def kind(request):
            return request.param()
        """,
    "given to the fixture": """
        import pytest
        @pytest.mark.parametrize("course", [1, 2], indirect=True)
        def test_it(course):
            course.students  # -> Course.students
        """,
    "set on the class": """
        import pytest
        @pytest.mark.usefixtures("sets_club")
        class TestIt:
            def test_it(self):
                self.club.members  # -> Club.members
                self.nothing.members  # -> ?
        """,
    "behind mocks": """
        from unittest import mock
        from unittest.mock import patch
        @mock.patch("x.y")
        @patch.object(mock, "y", new_callable=dict)
        @patch("x.z", "given")
        @patch("x.z", new="given")
        @patch.object(mock, "y", "given")
        @mock.patch.dict("os.environ", {})
        def test_it(first, second, course):
            course.students  # -> Course.students
        @patch("x.y")
        class TestAll:
            @patch("x.y")
            def test_it(self, one, two, course):
                course.students  # -> Course.students
        """,
    "conftest": """
        def test_it(course, overridden, renamed, make_course, plugged):
            course.students  # -> Course.students
            overridden  # -> Club
            renamed.students  # -> Course.students
            make_course("y").students  # -> Course.students
            plugged.members  # -> Club.members
        """,
    "module": """
        import pytest
        from school.models import Club, Course
        from .fixtures import imported
        @pytest.fixture
        def course():
            return Club()
        @pytest.fixture
        def yielded(course):
            course.members  # -> Club.members
            yield course
            course.delete()
        @pytest.fixture
        async def later():
            return Course()
        @pytest.fixture
        def overridden(overridden):
            overridden.members  # -> Club.members
            return [overridden]
        def test_it(course, yielded, later, imported, overridden, admin_user, django_user_model):
            course.members  # -> Club.members
            yielded.members  # -> Club.members
            later.students  # -> Course.students
            imported.members  # -> Club.members
            overridden[0].members  # -> Club.members
            admin_user.friends  # -> User.friends
            django_user_model.objects.get().friends  # -> User.friends
        """,
    "class": """
        import pytest
        from school.models import Club
        class TestIt:
            @pytest.fixture
            def course(self):
                return Club()
            def test_it(self, course, overridden):
                course.members  # -> Club.members
                overridden.members  # -> Club.members
        """,
}

UNKNOWN = {
    "a mark by another name": """
        import pytest
        from school.models import Club
        clubs = pytest.mark.parametrize("course", [Club()])
        @clubs
        def test_it(course):
            course.students  # -> ?
        """,
    "no such fixture": """
        def test_it(nothing, not_a_fixture):
            nothing.students  # -> ?
            not_a_fixture.students  # -> ?
        """,
    "not a test": """
        def helper(course):
            course.students  # -> ?
        def test_it():
            def test_inner(course):
                course.students  # -> ?
        """,
    "with a default": """
        def test_it(course=None):
            course.students  # -> ?
        """,
    "parametrised": """
        import pytest
        @pytest.mark.parametrize("course", [1, 2], indirect=False)
        def test_direct(course):
            course.students  # -> ?
        @pytest.mark.parametrize("course, x", [(1, 2)])
        def test_it(course):
            course.students  # -> ?
        names = "course"
        @pytest.mark.parametrize(names, [1])
        def test_other(course):
            course.students  # -> ?
        @pytest.mark.parametrize("x", [1])
        def test_third(x, course):
            course.students  # -> Course.students
        """,
    "parametrised in a way that is not read": """
        import pytest
        from school.models import Course
        @pytest.fixture
        def any_of(request):
            return request.getfixturevalue(request.param)
        where = True
        @pytest.mark.parametrize("any_of", ["course"], indirect=where)
        def test_where(any_of):
            any_of.students  # -> ?
        @pytest.mark.parametrize("course", [Course()], indirect=where)
        def test_direct(course):
            course.students  # -> ?
        @pytest.mark.parametrize("any_of", ["course", "nothing"], indirect=True)
        def test_missing(any_of):
            any_of.students  # -> ? | Course.students
        @pytest.mark.parametrize("any_of", ["course", 1], indirect=True)
        def test_other(any_of):
            any_of.students  # -> ?
        @pytest.mark.parametrize("any_of", [*more, "course"], indirect=True)
        def test_starred(any_of):
            any_of.students  # -> ?
        @pytest.mark.parametrize("made", [Course(), *more])
        def test_more(made):
            made.students  # -> ? | Course.students
        @pytest.mark.parametrize("x,made", [(1, Course()), more()])
        def test_tuples(made):
            made.students  # -> ? | Course.students
        @pytest.mark.parametrize("x,made", [(*more, Course())])
        def test_shifted(made):
            made.students  # -> ?
        """,
    "patched": """
        from unittest import mock
        from unittest.mock import patch
        @mock.patch("x.y")
        def test_it(course):
            course.students  # -> ?
        @mock.patch.object(mock, "y")
        @patch("x.y", new_callable=dict)
        def test_two(mocked, course):
            course.students  # -> ?
        @mock.patch.multiple("x", course=mock.DEFAULT)
        def test_named(course):
            course.students  # -> ?
        @patch(*names)
        def test_starred(mocked, course):
            course.students  # -> ?
        @patch("x.y", **options)
        def test_spread(mocked, course):
            course.students  # -> ?
        @somewhere(patch("x.y"))
        def test_odd(course):
            course.students  # -> ?
        @patch("x.y")
        class TestAll:
            def test_it(self, course):
                course.students  # -> ?
        """,
    "unittest": """
        import unittest
        from somewhere import Odd
        class Tests(unittest.TestCase):
            def test_it(self, course):
                course.students  # -> ?
        class More(Odd):
            def test_it(self, course):
                course.students  # -> Course.students
        """,
    "parametrised fixture": """
        import pytest
        @pytest.fixture(params=[1, 2])
        def thing(request):
            return request.param
        def test_it(thing):
            thing.students  # -> ?
        """,
    "parametrised for the whole module": """
        import pytest
        from school.models import Club
        pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("course", [Club()])]
        def test_it(course):
            course.members  # -> Club.members
        """,
    "parametrised for a class by what it says of its tests": """
        import pytest
        from school.models import Club
        class TestAll:
            pytestmark = [pytest.mark.parametrize("course", [Club()])]
            def test_it(self, course):
                course.members  # -> Club.members
        """,
    "parametrised for the heirs of a class": """
        import pytest
        from school.models import Club
        class Told:
            pytestmark = pytest.mark.parametrize("course", [Club()])
        @pytest.mark.parametrize("course", [Club()])
        class Marked:
            pass
        class TestTold(Told):
            def test_it(self, course):
                course.members  # -> Club.members
        class TestMarked(Marked):
            def test_it(self, course):
                course.members  # -> Club.members
        """,
    "parametrised by a function of the project's": """
        import pytest
        from school.models import Club
        def clubs(test):
            return pytest.mark.parametrize("course", [Club()])(test)
        def things(*names):
            return pytest.mark.parametrize("course", names)
        @clubs
        def test_it(course):
            course.students  # -> ?
        @things(Club())
        def test_them(course):
            course.students  # -> ?
        """,
    "parametrised with what is not a tuple": """
        import pytest
        from school.models import Club, Course
        def pair():
            return Club(), Course()
        @pytest.mark.parametrize("one, two", [pair()])
        def test_it(one, two):
            two  # -> ?
        @pytest.mark.parametrize("one", [*pair()])
        def test_them(one):
            one.students  # -> ?
        """,
    "given by hypothesis": """
        from hypothesis import given, strategies
        from school.models import Club
        @given(course=strategies.builds(Club))
        def test_it(course):
            course.students  # -> ?
        @given(strategies.builds(Club))
        def test_them(course):
            course.students  # -> ?
        """,
    "given by parameterized": """
        from parameterized import parameterized
        @parameterized([(1,)])
        def test_it(course):
            course.students  # -> ?
        """,
    "parametrized under a name": """
        import pytest
        from school.models import Club
        cases = pytest.mark.parametrize("course", [Club()])
        @cases
        def test_it(course):
            course.students  # -> ?
        """,
    "parametrized by a hook": """
        def pytest_generate_tests(metafunc):
            metafunc.parametrize("course", [1])
        def test_it(course):
            course.students  # -> ?
        """,
    "defined in one case": """
        import pytest, sys
        from school.models import Club, Course
        @pytest.fixture
        def thing():
            return Course()
        if sys.argv:
            @pytest.fixture
            def thing():
                return Club()
        def test_it(thing):
            thing.students  # -> ?
        """,
    "a base class's": """
        import pytest
        from unheard import of
        class Base:
            @pytest.fixture
            def course(self):
                return of()
        class TestIt(Base):
            def test_it(self, course):
                course.students  # -> ?
        """,
}


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN.keys())
def test_known(source: str, tmp_path: Path) -> None:
    check(source, tmp_path, FILES, path="app/tests/test_views.py")


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown(source: str, tmp_path: Path) -> None:
    check(source, tmp_path, FILES, path="app/tests/test_views.py")


def test_parametrized_and_overriding(tmp_path: Path) -> None:
    source = """
        import pytest
        from school.models import Club
        @pytest.mark.parametrize("chained", [Club()], indirect=True)
        def test_it(chained):
            chained[0]  # -> Course
            chained[1]  # -> Club
        """
    check(source, tmp_path, FILES, path="app/tests/starred/test_views.py")


def test_conftest_itself(tmp_path: Path) -> None:
    source = """
        import pytest
        from school.models import Club
        @pytest.fixture
        def overridden(overridden):
            overridden.students  # -> Course.students
            return Club()
        @pytest.fixture
        def other(overridden, course):
            overridden.members  # -> Club.members
            course.students  # -> Course.students
        """
    check(source, tmp_path, FILES, path="app/tests/conftest.py")


def test_fixtures_that_others_rest_on_and_a_star_brings(tmp_path: Path) -> None:
    """`saved` asks for `thing`, which the conftest.py nearer by has from elsewhere."""
    brought = """
        import pytest
        from school.models import Club
        @pytest.fixture
        def thing():
            return Club()
        """
    files = {**FILES, "brought.py": brought, "app/other/conftest.py": "from brought import *\n"}
    check("def test_it(saved):\n    saved.members  # -> Club.members\n", tmp_path, files, path="app/other/test_it.py")


@pytest.mark.parametrize("star", ["unheard_of", ".bound"])
def test_pytest_is_what_it_is_beside_names_that_nobody_can_tell(star: str, tmp_path: Path) -> None:
    source = f"""
        import pytest
        from {star} import *
        @pytest.fixture
        def made(course):
            course.students  # -> Course.students
            return course
        @pytest.mark.django_db
        def test_it(made):
            made.students  # -> Course.students
            Course  # -> ?
        """
    bound = "import pytest\nimport sys\nsetattr(sys.modules[__name__], unheard_of(), 1)\n"
    check(source, tmp_path, {**FILES, "app/tests/bound.py": bound}, path="app/tests/test_stars.py")


@pytest.mark.parametrize(
    ("imports", "course"),
    [
        ("from app.tests.made import *", "Course"),
        ("from .made import *", "Course"),
        ("from .again import *", "Course"),
        ("from .made import course_factory, course", "Course"),
        ("from .made import course_factory, third as course", "Club"),
        ("from . import made", "?"),
        ("from .listed import *", "?"),
    ],
)
def test_registered_factories_that_a_conftest_imports(imports: str, course: str, tmp_path: Path) -> None:
    made = """
        import factory
        from pytest_factoryboy import register
        from school.models import Club, Course
        @register
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
        class ClubFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Club
        register(ClubFactory, "third")
        """
    files = {
        "app/tests/conftest.py": imports + "\n",
        "app/tests/made.py": made,
        "app/tests/again.py": "from .made import *\nfrom .conftest import *\n",
        "app/tests/listed.py": textwrap.dedent(made) + "__all__ = ['ClubFactory']\n",
    }
    factory = "Course" if course != "?" else "?"
    source = f"""
        def test_it(course, course_factory):
            course  # -> {course}
            course_factory()  # -> {factory}
        """
    check(source, tmp_path, files, path="app/tests/test_it.py")
