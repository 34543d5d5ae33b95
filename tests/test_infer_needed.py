"""Of the arguments of a call only those are asked for that what it gives rests on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from inferred import check, inference, shown

FILES = {"app/far.py": "def language():\n    return 'en'"}
NAMED = """
    from app.far import language
    from school.models import Course

    def named(course, language):
        {body}

    def view():
        named(Course(), language())
    """


@pytest.mark.parametrize(
    ("body", "result", "is_asked"),
    [
        ("return course", "Course", False),
        ("activate(language); return course", "Course", False),
        ("return [course, language][0]", "Course", True),
        ("found = language; return found", "literal", True),
        ("found = lambda: language; return found()", "literal", True),
    ],
)
def test_what_is_asked_for(
    body: str, result: str, is_asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    infer, tree = inference(NAMED.format(body=body), tmp_path, FILES)
    parsed: list[bytes] = []
    parse = ast.parse
    monkeypatch.setattr(ast, "parse", lambda *args, **kwargs: parsed.append(args[0]) or parse(*args, **kwargs))
    call = tree.body[-1].body[0].value  # type: ignore[attr-defined]
    assert shown(infer.values(call)) == result
    assert bool(parsed) is is_asked


def test_a_function_that_calls_itself_needs_more_the_second_time(tmp_path: Path) -> None:
    source = """
        from school.models import Club, Course

        def narrowed(rows, wanted, more=None):
            for one in wanted:
                rows = narrowed(rows, one, Club())
            if wanted:
                rows = more
            return rows

        def first(course, club):
            found = course
            if club:
                found = club
            return found

        def view():
            narrowed(Course(), [[1]], Club())  # -> Club | Course
            first(Course(), Club())  # -> Club | Course
            first(Club(), Club())  # -> Club
        """
    check(source, tmp_path)
