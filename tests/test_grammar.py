"""Is Python that is newer than the interpreter read, each node where it stands, and what is no Python not?"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from through_codemod.codemod import Result, rewrite
from through_codemod.config import Config
from through_codemod.grammar import older, parsed
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

UNREAD = pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python reads it")
OLD_STRINGS = sys.version_info < (3, 12)

NEWER = {  # what is newer, and what older Python has for it, but for the width of gaps
    "type parameters": ("def first[T: (int, list[str])](rows): ...", "def first (rows): ..."),
    "over lines": ("def first[\n    T,\n](rows): ...", "def first\\\n \\\n (rows): ..."),
    "beside what is imported": (
        "from a import Club, Course\ndef f[T: (Course, Club)](Club: Course) -> T: ...",
        "from a import Club, Course\ndef f (Club: Course) -> T: ...",
    ),
    "beside a variable that says nothing": (
        't = t.TypeVar("t")\nT = TypeVar("T")\nclass A[T, t]: ...',
        't = t.TypeVar("t")\nT = TypeVar("T")\nclass A : ...',
    ),
    "of a class": ("class Rows[T = int](list): ...", "class Rows (list): ..."),
    "an alias": ("type Rows = list[int]", "0; Rows = list[int]"),
    "an alias in a block": ("if x:\n    type Rows[T] = list[T]", "if x:\n 0; Rows = list[T]"),
    "exceptions": ("try: f()\nexcept A, b.C, D: ...", "try: f()\nexcept(A,b.C,D ): ..."),
    "exceptions of a group": ("try: f()\nexcept* A, B: ...", "try: f()\nexcept*(A,B): ..."),
    "an exception of a module": ("try: f()\nexcept A, b.c: ...", "try: f()\nexcept(A,b.c): ..."),
}
STRINGS = {
    "its own quotes": ('x = f"{rows["a"]} of {rows["b"]}"; y', 'x = "_"; y'),
    "nested": ('x = f"{f"{y["a"]}"}"', 'x = "_"'),
    "a line end": ('x = f"a {\n  y\n  }", z', 'x = """_\n_\n_""", z'),
    "a backslash": ("x = f\"{'\\n'.join(y)}\"", 'x = "_"'),
    "a comment": ('x = f"""{\n  y  # "}"\n}"""', 'x = """_\n_\n_"""'),
    "a format": ('x = f"{y["b"]:{z["a"]}>3}{{}}"', 'x = "_"'),
    "a format of colons": ('x = f"{y["a"]:%H:%M}", z', 'x = "_", z'),
    "a template": ('x = t"{y}"', 'x = "_"'),
    "a plain one beside it": ("x = f'{y}' + f'{y['a']}'", "x = f'{y}' + \"_\""),
    "not ASCII": ('x = "é", f"é{y["a"]}"', 'x = "é", "_"'),
    "names of characters": (r'x = f"\N{DASH}{y["a"]}\{z["b"]}"', 'x = "_"'),
    "a brace": ('x = f"{{ {y["a"]}"', 'x = "_"'),
    "in a comment and in a string": ('# f"{x["a"]}"\ny = "f\'{", f"{x["a"]}"', '# f"{x["a"]}"\ny = "f\'{", "_"'),
}


def _check(newer: str, expected: str) -> None:
    text = (older(newer.encode()) or b"").decode()
    assert re.sub(r"_+", "_", re.sub(r" +", " ", text)) == expected
    assert [len(line) for line in text.encode().split(b"\n")] == [len(line) for line in newer.encode().split(b"\n")]
    parsed(newer)


@pytest.mark.parametrize("case", NEWER)
def test_what_is_newer_has_older_words(case: str) -> None:
    _check(*NEWER[case])


@pytest.mark.skipif(not OLD_STRINGS, reason="this Python reads these strings")
@pytest.mark.parametrize("case", STRINGS)
def test_strings_that_only_newer_python_reads(case: str) -> None:
    _check(*STRINGS[case])


@pytest.mark.parametrize(
    "text",
    [
        "print 'x'",
        pytest.param("try: f()\nexcept KeyError, error: ...", marks=UNREAD),  # Python 2: `error` is what is caught
        pytest.param("try: f()\nexcept A,B: ...", marks=UNREAD),  # no room for parentheses
        "def f[T(x): ...",
        'x = f"{course.students.add(y["a"])}" y',
        'x = f"{getattr(course, y["a"])}" y',
        'x = f"{y["a"]',
        'x = f"{(z := y["a"])}" y',
        'x = "',
    ],
)
def test_what_is_no_python_or_can_not_be_told_is_complained_of_as_it_stands(text: str) -> None:
    with pytest.raises(SyntaxError) as complaint:
        ast.parse(text)
    with pytest.raises(SyntaxError) as same:
        parsed(text)
    assert (same.value.msg, same.value.lineno) == (complaint.value.msg, complaint.value.lineno)


@pytest.mark.skipif(not OLD_STRINGS, reason="this Python reads these strings")
@pytest.mark.parametrize("verb", ["add", "aset", "update_or_create"])
def test_a_write_in_such_a_string_is_not_passed_over(verb: str) -> None:
    parsed("x = f'{x.y.got(z['a'])}'")
    with pytest.raises(SyntaxError):
        parsed(f"x = f'{{x.y.{verb}(z['a'])}}'")


@pytest.mark.parametrize(
    "text",
    [
        "from school.models import Club, Course\ndef f[T, Course: (Club, T)](x: Course): ...",
        "from school.models import (\n    Club,\n    Course,\n)\nclass Box[\n    Course\n]: ...",
        "from school.models import (\n    Club as Course,\n)\nclass Box[Course]: ...",
        "from school.models import *\ndef f[Course](x: Course): ...",
        "import school.models as m\nCourse = m.Course\ndef f[**Course](x: Course): ...",
        'T = TypeVar("T", bound=Course)\ndef f[T](x: T): ...',
        "class Course: ...\ndef f[*Course](x: Course): ...",
    ],
)
def test_a_type_parameter_that_is_named_like_something_else_is_not_read_as_that(text: str) -> None:
    assert older(text.encode()) is None


def test_a_file_of_newer_python_is_rewritten(school_map: RelationMap, tmp_path: Path) -> None:
    head = "from school.models import Course, Enrollment, Student\n\n\n"
    body = """type Rows[T] = list[T]


def first[T](rows: Rows[T]) -> T:
    return rows[0]


def run(course: Course, student: Student) -> None:
    try:
        {}
    except KeyError, IndexError:
        print(f"{{course}}: {{rows["a"]}}")
"""
    source = head + body.format("course.students.add(student)")
    modules = Modules([tmp_path], school_map)
    result = rewrite(str(tmp_path / "views.py"), source.encode(), school_map, Config(), modules)
    assert isinstance(result, Result)
    done = "Enrollment.objects.get_or_create(course=course, student=student)"
    assert result.output.decode() == head + body.format(done)


def test_models_of_newer_python_are_known(school_map: RelationMap, tmp_path: Path) -> None:
    """A module that others import is read in the same way."""
    made = "from school.models import Course\n\ndef made[T](rows: T) -> T:\n    return rows\n\n"
    made += "def a_course():\n    try:\n        return Course()\n    except KeyError, IndexError:\n        raise\n"
    (tmp_path / "made.py").write_text(made)
    source = b"from made import a_course\n\ndef run(student):\n    a_course().students.clear()\n"
    modules = Modules([tmp_path], school_map)
    result = rewrite(str(tmp_path / "views.py"), source, school_map, Config(), modules)
    assert isinstance(result, Result)
    (finding,) = result.findings
    assert finding.known_by


@pytest.mark.parametrize("text", ['x = f"{\ny["a"]\n}"\n', "try: f()\nexcept A,B: g()\n", "x = 'a\n'\ntype X = int\n"])
def test_what_has_no_end_or_no_room_for_older_words_stays(text: str) -> None:
    assert older(text.encode()) is None
