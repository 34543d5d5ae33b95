"""Are the classes that a class inherits from asked for calls of its methods, in whichever file they stand?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

MODELS = "from school.models import Course, Student, Club\n"

# the base, in another file; what its heir does; what the parameter of the heir's method, `course.students`, can be
CALLED = {
    "from the base, with something else": (
        "class Base:\n    def run(self):\n        self.enrol(Club())\n    def enrol(self, course):\n        pass",
        "Heir().enrol(Course())",
        "Course.students | manager Student",
    ),
    "from the base, with nobody knows what": (
        "class Base:\n    def run(self, thing):\n        self.enrol(thing)\n    def enrol(self, course):\n        pass",
        "Heir().enrol(Course())",
        "? | Course.students",
    ),
    "from the base, with what the heir gives it": (
        """
        class Base:
            def run(self, unused):
                one = self.one()
                self.enrol(one)
            def one(self):
                return Club()
            def enrol(self, course):
                pass
        """,
        "",
        "Course.students",
    ),
    "by another, that is annotated": (
        "class Base:\n    def enrol(self, course):\n        pass\ndef f(it: Base):\n    it.enrol(Club())",
        "Heir().enrol(Course())",
        "Course.students | manager Student",
    ),
    "by the base's own instance, which is no heir": (
        "class Base:\n    def enrol(self, course):\n        pass\nBase().enrol(Club())",
        "Heir().enrol(Course())",
        "Course.students",
    ),
    "by a class above, in whose file another has the method": (
        "class Top:\n    def run(self):\n        self.enrol(Club())\n    def enrol(self, course):\n        pass\n"
        "class Base(Top):\n    pass",
        "Heir().enrol(Course())",
        "Course.students | manager Student",
    ),
    "handed on by the base": (
        "class Base:\n    def run(self, add):\n        add(self.enrol)\n    def enrol(self, course):\n        pass",
        "Heir().enrol(Course())",
        "? | Course.students",
    ),
}

MADE = {
    "cls() of the base": "    @classmethod\n    def make(cls):\n        return cls(Club())",
    "type(self)()": "    def copy(self):\n        return type(self)(Club())",
    "self.__class__()": "    def copy(self):\n        return self.__class__(Club())",
}

NAMED = """
class Base:
    def __eq__(self, other):
        return type(self) == type(other) and self.__class__.__name__ == f"{type(other)}"
"""


@pytest.mark.parametrize(("base", "more", "expected"), CALLED.values(), ids=CALLED.keys())
def test_called_by_a_base(base: str, more: str, expected: str, tmp_path: Path) -> None:
    source = f"""{MODELS}
from app.work import Base
class Heir(Base):
    def one(self):
        return Course()
    def enrol(self, course):
        course.students  # -> {expected}
{more}
"""
    files = {"app/__init__.py": "", "app/work.py": MODELS + textwrap.dedent(base), "app/views.py": source}
    check(source, tmp_path, files)


@pytest.mark.parametrize("elsewhere", [True, False])
@pytest.mark.parametrize("base", MADE.values(), ids=MADE.keys())
def test_made_by_a_base(base: str, elsewhere: bool, tmp_path: Path) -> None:
    base = f"class Base:\n{base}\n"
    source = f"""{MODELS}
{"from app.work import Base" if elsewhere else base}
class Heir(Base):
    def __init__(self, course):
        course.students  # -> Course.students | manager Student
Heir(Course())
"""
    files = {"app/__init__.py": "", "app/work.py": MODELS + base, "app/views.py": source}
    check(source, tmp_path, files)


def test_a_class_that_is_only_named(tmp_path: Path) -> None:
    source = f"""{MODELS}
from app.work import Base
class Heir(Base):
    def __init__(self, course):
        course.students  # -> Course.students
Heir(Course())
"""
    check(source, tmp_path, {"app/__init__.py": "", "app/work.py": NAMED, "app/views.py": source})


def test_called_by_a_class_method_of_a_base(tmp_path: Path) -> None:
    base = """
        class Base:
            @classmethod
            def run(cls):
                cls.enrol(cls().one())
            def one(self):
                return Club()
            @classmethod
            def enrol(cls, course):
                pass
    """
    source = f"""{MODELS}
from app.work import Base
class Heir(Base):
    def one(self):
        return Course()
    @classmethod
    def enrol(cls, course):
        course.students  # -> Course.students
"""
    files = {"app/__init__.py": "", "app/work.py": MODELS + textwrap.dedent(base), "app/views.py": source}
    check(source, tmp_path, files)
