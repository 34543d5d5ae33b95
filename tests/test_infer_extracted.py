"""What is passed for `extracted` of a factory's `post_generation` method is known where all its calls are seen."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from inferred import inference, shown

SOURCE = """
import factory
from school.models import Course, Student
class StudentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Student
class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course
    @factory.post_generation
    def students(self, create, extracted, **kwargs):
        if extracted:
            for student in extracted:
                self.students.add(student)
                student
"""
CALLED = "from app.factories import CourseFactory, StudentFactory\nCourseFactory(students=[StudentFactory()])\n"
HEIR = "from app.factories import CourseFactory\nclass LongCourseFactory(CourseFactory):\n    pass\n"
PART = "import factory\nfrom app.factories import CourseFactory\nclass OtherFactory(factory.Factory):\n"


def passed(tmp_path: Path, *others: str, source: str = SOURCE) -> str:
    """Return what the method takes a student for, where the others are the project's other files."""
    files = {"app/factories.py": source, **{f"app/test_{number}.py": text for number, text in enumerate(others)}}
    infer, tree = inference(source, tmp_path, files, "app/factories.py")
    (use,) = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name)]
    return shown(infer.asked(use))


@pytest.mark.parametrize(
    "more",
    [
        "",
        "from app.factories import CourseFactory\nCourseFactory(), CourseFactory.create(name='x')\n",
        CALLED.replace("CourseFactory(s", "CourseFactory.create_batch(3, s"),
        CALLED.replace("import CourseFactory", "import CourseFactory as Made").replace(
            "\nCourseFactory", "\nMade.build"
        ),
        HEIR + "LongCourseFactory(students=CourseFactory().students.all())\n",
        HEIR + "    class Params:\n        full = factory.Trait(students=CourseFactory().students.all())\n",
        PART + "    course = factory.SubFactory(CourseFactory, name='x')\n",
        "from app.factories import CourseFactory\ndef made() -> CourseFactory: ...\nisinstance(1, CourseFactory)\n",
        "from school.models import Course as CourseFactory\nCourseFactory(students=1)\n",
    ],
)
def test_all_calls_are_seen(more: str, tmp_path: Path) -> None:
    assert passed(tmp_path, CALLED, more) == "Student"


@pytest.mark.parametrize(
    "more",
    [
        CALLED.replace("[StudentFactory()]", "given()"),
        CALLED.replace("students=[StudentFactory()]", "**given()"),
        "import factory\n" + CALLED.replace("[StudentFactory()]", "factory.LazyFunction(StudentFactory)"),
        "import factory\n" + CALLED.replace("[StudentFactory()]", "factory.SubFactory(StudentFactory)"),
        "import factory\n" + CALLED.replace("[StudentFactory()]", "factory.List([factory.SubFactory(StudentFactory)])"),
        "from elsewhere.app.factories import CourseFactory\nCourseFactory(students=given())\n",
        "def f(self):\n    self.made.CourseFactory(students=given())\n",
        "import factory\n"
        + HEIR
        + "    class Params:\n        full = factory.Trait(students=factory.LazyFunction(f))\n",
        HEIR + "LongCourseFactory(students=given())\n",
        HEIR + "    class Params:\n        full = factory.Trait(students=given())\n",
        HEIR + "    @classmethod\n    def long(cls, people):\n        return cls(students=people)\n",
        HEIR + "    @classmethod\n    def create(cls, **kwargs):\n        return super().create(**kwargs)\n",
        "from app.factories import CourseFactory\nfrom somewhere import Mixin\n"
        "class LongCourseFactory(Mixin, CourseFactory):\n    pass\n",
        "from app.factories import CourseFactory\nALL = [CourseFactory]\n",
        "from app.factories import CourseFactory\nmake = CourseFactory.create\n",
        "from app.factories import CourseFactory\nfrom pytest_factoryboy import register\nregister(CourseFactory)\n",
        "import factory\nfactory.SubFactory('app.factories.CourseFactory', students=given())\n",
        "from app import factories\ngetattr(factories, name)(students=given())\n",
        PART + "    course = factory.SubFactory(CourseFactory, students=given())\n",
        PART + "    course = factory.SubFactory(CourseFactory)\nOtherFactory(course__students=given())\n",
        PART + "    course = factory.SubFactory(CourseFactory)\nOtherFactory(**{'course__students': given()})\n",
        "from pytest_factoryboy import register\nfrom app.factories import CourseFactory\n"
        "@register\nclass MyFactory(CourseFactory): pass\ndef my__students(): return given()\n",
    ],
)
def test_something_else_may_be_passed(more: str, tmp_path: Path) -> None:
    assert "?" in passed(tmp_path, CALLED, more)


def test_nobody_passes_anything(tmp_path: Path) -> None:
    assert passed(tmp_path, "from app.factories import CourseFactory\nCourseFactory()\n") == "?"


def test_other_parameters(tmp_path: Path) -> None:
    source = SOURCE.replace("create, extracted", "extracted, create")
    assert passed(tmp_path, CALLED, source=source) == "?"
