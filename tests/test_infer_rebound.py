"""Is a name unknown that a module binds by other means than statements, or that a test puts something else for?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

HEAD = """
import sys
from unittest import mock
from school.models import Course, Student, Club
"""
BOTH, KNOWN = "? | Course.students", "Course.students"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("globals()['course'] = Club()", BOTH),
        ("globals()[name] = Club()", BOTH),
        ("globals()[f'cour{name}'] = Club()", BOTH),
        ("globals()[f'team{name}'] = Club()", KNOWN),
        ("globals()['team'] = Club()", KNOWN),
        ("globals()[name.lower()] = Club()", BOTH),
        ("globals()[name.upper()] = Club()", KNOWN),
        ("globals()[name.upper(1)] = Club()", BOTH),
        ("globals().update(course=Club())", BOTH),
        ("globals().update(team=Club())", KNOWN),
        ("globals().update({'course': Club()})", BOTH),
        ("globals().update({'team': Club()})", KNOWN),
        ("globals().update(more)", BOTH),
        ("globals().update(**more)", BOTH),
        ("globals().setdefault('course', Club())", BOTH),
        ("names = globals()\nnames['course'] = Club()", BOTH),
        ("print(globals()['course'])", KNOWN),
        ("vars()['course'] = Club()", BOTH),
        ("locals()['course'] = Club()", BOTH),
        ("def f():\n    locals()['course'] = Club()", KNOWN),
        ("def f():\n    globals()['course'] = Club()", BOTH),
        ("vars(thing)['course'] = Club()", KNOWN),
        ("exec('course = Club()')", BOTH),
        ("exec('def course(): pass')", BOTH),
        ("exec('from clubs import course')", BOTH),
        ("exec('import course.more')", BOTH),
        ("exec('team = Club()')", KNOWN),
        ("exec('team = ')", KNOWN),
        ("exec(code)", BOTH),
        ("exec(code, {})", KNOWN),
        ("exec(code, globals())", BOTH),
        ("def f():\n    exec('course = Club()')", KNOWN),
        ("def f():\n    exec('course = Club()', globals())", BOTH),
        ("setattr(sys.modules[__name__], 'course', Club())", BOTH),
        ("setattr(sys.modules[__name__], 'team', Club())", KNOWN),
        ("setattr(sys.modules['other'], 'course', Club())", KNOWN),
        ("setattr(sys.modules[__name__], name.upper(), Club())", KNOWN),
        ("here = sys.modules[__name__]\nsetattr(here, name, Club())", BOTH),
        ("sys.modules[__name__].course = Club()", BOTH),
        ("sys.modules[__name__].__dict__['course'] = Club()", BOTH),
    ],
)
def test_names_that_are_bound_otherwise(line: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
course = Course()
{line}
course.students  # -> {expected}
def view():
    course.students  # -> {expected}
"""
    check(source, tmp_path)
    use = f"from app.views import course\ncourse.students  # -> {expected}\n"
    check(use, tmp_path, {"app/__init__.py": "", "app/views.py": source}, "app/use.py")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("@mock.patch('app.test_it.newest', return_value=Club())", "?"),
        ("@patch('app.work.newest')", "?"),
        ("@mocker.patch('app.work.newest')", "?"),
        ("@mock.patch.object(app.work, 'newest')", "?"),
        ("@monkeypatch.setattr(app.work, 'newest', lambda: Club())", "?"),
        ("@monkeypatch.setattr('app.work.newest', lambda: Club())", "?"),
        ("@mock.patch('app.work.oldest')", KNOWN),
        ("@mock.patch(newest)", KNOWN),
    ],
)
def test_functions_that_a_test_puts_something_else_for(line: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
from app import work
from app.work import newest
{line}
def test_it(*args):
    newest().students  # -> {expected}
    work.newest().students  # -> {expected}
"""
    work = f"{HEAD}def newest():\n    return Course()\n"
    check(source, tmp_path, {"app/__init__.py": "", "app/work.py": work}, "app/test_it.py")
