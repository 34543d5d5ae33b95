"""Does a builtin by another name do what it does by its own?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

HEAD = "from school.models import Club, Course\n"
OTHERS = {
    "at the top": "get = getattr\nput = setattr\nheld = vars\n",
    "imported": "from builtins import getattr as get, setattr as put, vars as held\n",
    "of the module": "import builtins\nget, put, held = builtins.getattr, builtins.setattr, builtins.vars\n",
}
SETTING = {
    "setattr": "put(keeper, 'course', Club())",
    "vars": "held(keeper)['course'] = Club()",
    "its own name": "import builtins\n    builtins.setattr(keeper, 'course', Club())",
}


@pytest.mark.parametrize("others", ["at the top", "imported"])
@pytest.mark.parametrize("setting", SETTING.values(), ids=SETTING)
def test_what_sets_by_another_name(others: str, setting: str, tmp_path: Path) -> None:
    source = f"""{HEAD}{OTHERS[others]}
class Keeper:
    def __init__(self):
        self.course = Course()
    def run(self):
        self.course.students  # -> Course.students | manager Student
        get(Course(), "students")  # -> Course.students
def change(keeper: Keeper):
    {setting}
"""
    if setting == SETTING["its own name"]:
        source = source.replace("Course.students | manager Student", "? | Course.students")
    check(source, tmp_path)


def test_what_is_set_in_a_module(tmp_path: Path) -> None:
    source = f"""{HEAD}import sys
put = setattr
course = Course()
put(sys.modules[__name__], "course", Club())
def run():
    course.students  # -> ? | Course.students
"""
    check(source, tmp_path)


KNOWN, ASKED = "Course.students", "? | Course.students"
CALLING = {
    "a function": ("from app import views\nget = getattr\ndef call(name):\n    get(views, name)(Club())\n", "?", KNOWN),
    "a method": (
        "from app.views import Work\nget = getattr\ndef call(name):\n    get(Work(), name)(Club())\n",
        KNOWN,
        ASKED,
    ),
    "nothing": (
        "from app.views import Work\nget = max\ndef call(name):\n    get(Work(), name)(Club())\n",
        KNOWN,
        KNOWN,
    ),
}


@pytest.mark.parametrize(("text", "of_function", "of_method"), CALLING.values(), ids=CALLING)
def test_what_calls_by_another_name(text: str, of_function: str, of_method: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
class Work:
    def enrol(self, course):
        course.students  # -> {of_method}
    def run(self):
        self.enrol(Course())
def admit(course):
    course.students  # -> {of_function}
def both():
    admit(Course())
"""
    check(source, tmp_path, {"app/__init__.py": "", "app/more.py": HEAD + text})
