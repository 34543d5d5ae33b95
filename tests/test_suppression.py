"""Do suppression comments silence what they say, nothing else, and are the stale ones known?"""

from __future__ import annotations

import pytest

from through_codemod import suppression
from through_codemod.codemod import Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap
from through_codemod.suppression import suppressions


def test_a_trailing_comment_covers_its_code_on_its_line() -> None:
    found = suppressions("a.b.add(c)  # through: ignore[TM101] why\n")
    assert found.covers("TM101", 1, 1)
    assert found.stale() == []


@pytest.mark.parametrize(("code", "line"), [("TM102", 1), ("TM101", 2)])
def test_another_code_or_line_is_not_covered(code: str, line: int) -> None:
    found = suppressions("a.b.add(c)  # through: ignore[TM101]\na.b.add(c)\n")
    assert not found.covers(code, line, line)
    assert found.stale() == [(1, 13, "TM101")]


def test_a_comment_on_any_line_of_a_statement_covers_it() -> None:
    found = suppressions("a.b.add(\n    c,  # through: ignore[TM101]\n)\n")
    assert found.covers("TM101", 1, 3)


def test_a_comment_alone_on_its_line_speaks_of_the_next_line_of_code() -> None:
    found = suppressions("if x:\n    # through: ignore[TM101]\n\n    # and why\n    a.b.add(c)\n    a.b.add(d)\n")
    assert found.covers("TM101", 5, 5)
    assert not found.covers("TM101", 6, 6)


def test_a_comment_alone_inside_brackets_speaks_of_what_follows() -> None:
    found = suppressions("a.b.add(\n    # through: ignore[TM101]\n    c,\n)\n")
    assert found.covers("TM101", 1, 4)


def test_after_a_string_of_several_lines_the_comment_is_a_trailing_one() -> None:
    found = suppressions('a.b.create(name="""x\ny""")  # through: ignore[TM105]\nb = 1\n')
    assert found.covers("TM105", 1, 2)
    assert not found.covers("TM105", 3, 3)


def test_several_codes_are_stale_one_by_one() -> None:
    found = suppressions("a.b.set(c)  # through: ignore[tm103, TM104]\n")
    assert found.covers("TM103", 1, 1)
    assert found.stale() == [(1, 13, "TM104")]


@pytest.mark.parametrize("comment", ["# through: ignore TM101", "# through: ignore: tm101, TM102 because"])
def test_codes_may_stand_without_brackets(comment: str) -> None:
    found = suppressions(f"a.b.set(c)  {comment}\n")
    assert found.covers("TM101", 1, 1)
    assert not found.covers("TM103", 1, 1)


def test_empty_brackets_cover_nothing() -> None:
    found = suppressions("a.b.set(c)  # through: ignore[ ] why\n")
    assert not found.covers("TM103", 1, 1)
    assert found.stale() == [(1, 13, "")]


@pytest.mark.parametrize("comment", ["# through: ignore", "#through:ignore because", "# through: ignore TMS sends it"])
def test_without_codes_all_are_covered(comment: str) -> None:
    assert suppressions(f"a.b.set(c)  {comment}\n").covers("TM103", 1, 1)


def test_ignore_file_covers_every_line() -> None:
    found = suppressions("x = 1\n# through: ignore-file[TM101]\n")
    assert found.covers("TM101", 400, 402)
    assert not found.covers("TM102", 1, 1)


def test_a_comment_with_nothing_after_it_is_stale() -> None:
    assert suppressions("x = 1\n# through: ignore[TM101]\n").stale() == [(2, 1, "TM101")]


@pytest.mark.parametrize(
    "source",
    [
        's = "# through: ignore[TM101]"\n',
        '"""\n# through: ignore-file[TM101]\n"""\n',
        "# see through: ignore[TM101]\n",
        "# through: ignored\n",
        "# through: ignore-files[TM101]\n",
    ],
)
def test_look_alikes_are_none(source: str) -> None:
    found = suppressions(source)
    assert not found.covers("TM101", 1, 3)
    assert found.stale() == []


def test_lines_are_counted_as_the_parser_counts_them() -> None:
    found = suppressions("x = 1\r\n\f\r\na.b.add(c)  # through: ignore[TM101]\r\n")
    assert found.covers("TM101", 3, 3)


def test_the_column_counts_characters() -> None:
    assert suppressions("é = '𝄞'  # through: ignore[TM101]\n").stale() == [(1, 10, "TM101")]


def test_a_text_that_cannot_be_tokenized_gives_what_stands_before() -> None:
    found = suppressions("a.b.add(c)  # through: ignore[TM101]\nx = (\n")
    assert found.covers("TM101", 1, 1)


def test_nothing_is_tokenized_without_the_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression.tokenize, "generate_tokens", pytest.fail)
    assert not suppressions("a.b.add(c)\n" * 100).covers("TM101", 1, 1)
    assert not suppressions('"""breakthrough: a through model"""\n').covers("TM101", 1, 1)


PLAIN = Config()
HEAD = "from school.models import Course\n\n\ndef empty(course: Course):\n"


def codes(source: str, relations: RelationMap, config: Config = PLAIN) -> list[tuple[str, int]]:
    result = rewrite("views.py", source.encode(), relations, config, Modules([], relations))
    assert isinstance(result, Result)
    assert result.output == source.encode() or "TM104" in {finding.code for finding in result.findings}
    return [(finding.code, finding.line) for finding in result.findings]


def test_a_silenced_write_is_neither_reported_nor_rewritten(school_map: RelationMap) -> None:
    assert codes(f"{HEAD}    course.students.clear()  # through: ignore[TM104] why\n", school_map) == []
    assert codes(f"{HEAD}    # through: ignore[TM104]\n    (\n    course.students\n    .clear())\n", school_map) == []
    assert codes(f"# through: ignore-file[TM104]\n{HEAD}    course.students.clear()\n", school_map) == []


def test_a_comment_that_silences_nothing_is_a_finding(school_map: RelationMap) -> None:
    assert codes(f"{HEAD}    course.students.clear()  # through: ignore[TM101]\n", school_map) == [
        ("TM104", 5),
        ("TM902", 5),
    ]
    assert codes("x = 1  # through: ignore[TM101]\n", school_map) == [("TM902", 1)]
    assert codes("x = 1  # through: ignore[TM101]\n", school_map, Config(ignore=("TM902",))) == []


def test_what_is_not_selected_makes_no_comment_stale(school_map: RelationMap) -> None:
    source = f"{HEAD}    course.students.clear()  # through: ignore[TM104]\n"
    assert codes(source, school_map, Config(ignore=("TM104",))) == []
    assert codes(source, school_map, Config(select=("TM101", "TM902"))) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: E501  # through: ignore[TM101] why",
        "# noqa: E501 through: ignore[TM101]",
        "# pragma: no cover; through: ignore[TM101]",
        "# THROUGH: IGNORE[tm101]",
    ],
)
def test_beside_another_comment(comment: str) -> None:
    assert suppressions(f"x.y.add(z)  {comment}\n").covers("TM101", 1, 1)
