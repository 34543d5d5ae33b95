"""Does the inference know what libraries that fill tests with data make?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = "from school.models import Course, Student, Club\n"
FILES = {
    "school/__init__.py": "",
    "school/baker_recipes.py": """
        from model_bakery.recipe import Recipe
        from school.models import Course
        course = Recipe(Course)
        thing = object()
        """,
}

CASES = {
    "autofixture and hypothesis": """
        import autofixture
        from autofixture import AutoFixture
        from hypothesis.extra.django import from_model
        def f(x):
            AutoFixture(Course).create(3)[0].students  # -> Course.students
            AutoFixture(Course).create_one().students  # -> Course.students
            AutoFixture(x).create_one()  # -> ?
            autofixture.create_one("school.Course").students  # -> Course.students
            autofixture.create(Course, 3)[0].students  # -> Course.students
            from_model(Course, name=x).example().students  # -> Course.students
            from_model(Course).map(x)  # -> ?
        """,
    "model_bakery": """
        from model_bakery import baker
        from model_bakery.recipe import baker as again
        import model_mommy.mommy as mommy
        def f(n):
            baker.make(Course).students  # -> Course.students
            baker.make("school.Course", teacher__name="x").students  # -> Course.students
            baker.make("club").members  # -> Club.members
            baker.make(_model=Course).students  # -> Course.students
            baker.make(Course, _quantity=None).students  # -> Course.students
            baker.make(Course, _quantity=3)[0].students  # -> Course.students
            baker.make(Course, _quantity=1)[0].students  # -> Course.students
            baker.make(Course, _quantity=len("x"))[0].students  # -> Course.students
            baker.make("school.Course", 3)  # -> list[Course]
            baker.make(Course, _quantity=n)  # -> Course | list[Course]
            baker.prepare(Course).students  # -> Course.students
            mommy.make(Course).students  # -> Course.students
            again.make(Course).students  # -> Course.students
            baker.make("Course")  # -> ?
            baker.make("school.Nothing")  # -> ?
            baker.make(n)  # -> ?
            baker.make()  # -> ?
            baker.make(*n)  # -> ?
            baker.seq("x")  # -> ?
        """,
    "recipes": """
        from model_bakery import baker
        from model_bakery.recipe import Recipe
        recipe = Recipe(Course, name="x")
        def f(n):
            recipe.make().students  # -> Course.students
            recipe.make(_quantity=2)[0].students  # -> Course.students
            recipe.extend(name="y").prepare().students  # -> Course.students
            recipe.unheard_of()  # -> ?
            baker.make_recipe("school.course").students  # -> Course.students
            baker.make_recipe("school.course", _quantity=2)[0].students  # -> Course.students
            baker.make_recipe("school.thing")  # -> ?
            baker.make_recipe("elsewhere.course")  # -> ?
            baker.make_recipe(n)  # -> ?
            recipe  # -> other
        """,
    "mixer": """
        from mixer.backend.django import mixer
        def f(n):
            mixer.blend(Course).students  # -> Course.students
            mixer.blend("school.Course", name="x").students  # -> Course.students
            mixer.cycle(3).blend(Course)[0].students  # -> Course.students
            mixer.faker.name()  # -> ?
        """,
    "django-dynamic-fixture": """
        import django_dynamic_fixture as fixture
        from django_dynamic_fixture import G, N, get, new
        def f(n):
            G(Course).students  # -> Course.students
            N(Course).students  # -> Course.students
            get(Course, name="x").students  # -> Course.students
            new("school.Course").students  # -> Course.students
            fixture.get(Course).students  # -> Course.students
            G(Course, n=2)[0].students  # -> Course.students
            G(Course, n=1).students  # -> Course.students
            G(Course, n=n)  # -> Course | list[Course]
        """,
    "factories without a Meta": """
        import factory
        class CourseFactory(factory.Factory):
            FACTORY_FOR = Course
        class ClubFactory(factory.DjangoModelFactory):
            FACTORY_FOR = "school.Club"
        class Longer(CourseFactory):
            name = "x"
        class Other(CourseFactory):
            FACTORY_FOR = Club
        class Gone(factory.Factory):
            FACTORY_FOR = make()
        def f():
            CourseFactory().students  # -> Course.students
            CourseFactory.build_batch(2)[0].students  # -> Course.students
            ClubFactory.create().members  # -> Club.members
            Longer().students  # -> Course.students
            Other().members  # -> Club.members
            Gone().students  # -> ?
        """,
    "factory_boy's functions": """
        import factory
        Made = factory.make_factory(Course)
        def f(n):
            factory.create(Course).students  # -> Course.students
            factory.build(Course, name="x").students  # -> Course.students
            factory.create_batch(Course, 3)[0].students  # -> Course.students
            factory.build_batch(Course, n)[0].students  # -> Course.students
            Made().students  # -> Course.students
            Made.create().students  # -> Course.students
            Made.build_batch(2)[1].students  # -> Course.students
            Made.odd()  # -> ?
        """,
    "lists that are passed on": """
        from elsewhere import give
        from model_bakery import baker
        def f():
            courses, clubs = [Course(), Course()], [Club(), Club()]
            baker.make(Student, courses=courses, course=iter(courses))
            give(clubs)
            courses[0].students  # -> Course.students
            for course in courses:
                course.students  # -> Course.students
            clubs[0].members  # -> ? | Club.members
        """,
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_made(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)
