"""Does --add-ignore silence each write by a comment where one can stand, and change nothing else?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from command_line import Ended, through_codemod

from through_codemod import ignoring
from through_codemod.relations import RelationMap
from through_codemod.suppression import with_ignores

HEAD = "from school.models import Course, Student\n\n\ndef run(course: Course, student: Student):\n"
WIDTH = 70


@pytest.mark.parametrize(
    ("source", "sites", "text"),
    [
        ("a.b.add(c)\n", [(1, 1, "TM101")], "a.b.add(c)  # through: ignore[TM101]\n"),
        ("a.b.add(c)", [(1, 1, "TM101")], "a.b.add(c)  # through: ignore[TM101]"),
        ("a.b.add(c)  \r\n", [(1, 1, "TM101")], "a.b.add(c)  # through: ignore[TM101]\r\n"),
        ("a.b.add(c)  # why\n", [(1, 1, "TM101")], "a.b.add(c)  # why  # through: ignore[TM101]\n"),
        (
            "a.b.add(c); a.b.set(d)\n",
            [(1, 1, "TM101"), (1, 1, "TM103"), (1, 1, "TM101")],
            "a.b.add(c); a.b.set(d)  # through: ignore[TM101, TM103]\n",
        ),
        (
            "if x:\n    a_long_name.another_name.add(something_else)\n",
            [(2, 2, "TM101")],
            "if x:\n    # through: ignore[TM101]\n    a_long_name.another_name.add(something_else)\n",
        ),
        (
            "a.b.add(c)  # through: ignore[TM104]\r\n",
            [(1, 1, "TM101")],
            "# through: ignore[TM101]\r\na.b.add(c)  # through: ignore[TM104]\r\n",
        ),
        ("a.b.add(\n    c\n)\n", [(1, 3, "TM101")], "a.b.add(  # through: ignore[TM101]\n    c\n)\n"),
        ("a.b.create(n='''x\ny''')\n", [(1, 2, "TM105")], "# through: ignore[TM105]\na.b.create(n='''x\ny''')\n"),
        (
            "x = 1; \\\n    a.b.create(n='''x\ny''')\n",
            [(2, 3, "TM105")],
            "x = 1; \\\n    a.b.create(n='''x\ny''')  # through: ignore[TM105]\n",
        ),
    ],
)
def test_where_a_comment_stands(source: str, sites: list[tuple[int, int, str]], text: str) -> None:
    made = with_ignores(source, sites, WIDTH)
    assert made.text == text
    assert made.without == ()
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))


def test_where_none_can_stand_there_is_none() -> None:
    source = "x = 1; \\\n    a.b.add(c); \\\n    y = 1\n"
    made = with_ignores(source, [(2, 2, "TM101")], WIDTH)
    assert (made.text, made.without) == (source, ((2, 2, "TM101"),))


def test_those_above_are_told_by_their_lines() -> None:
    long = "a_long_name.another_name.add(something_else_here)\n"
    assert with_ignores(f"x = 1\n{long}{long}", [(2, 2, "TM101"), (3, 3, "TM101")], WIDTH).above == (2, 3)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap) -> None:
    """The current directory, with a map beside it."""
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")


def check(*arguments: str) -> Ended:
    return through_codemod("check", "--map", "../map.json", *arguments)


def test_each_write_is_silenced_and_nothing_is_left(tmp_path: Path) -> None:
    body = "    course.students.add(student)\n    unknown.students.set(\n        [student],\n    )\n"
    Path("views.py").write_text(HEAD + body)
    Path("other.py").write_text(HEAD + "    course.students.clear()  # é\n", "latin-1")
    Path("other.py").write_bytes(b"# coding: latin-1\n" + Path("other.py").read_bytes())
    ended = check("--add-ignore")
    assert ended.errors == "through-codemod: 3 findings ignored from now on, in 2 files\n"
    assert (ended.code, ended.lines[0]) == (0, "nothing to report; 2 files scanned")
    assert Path("views.py").read_text() == HEAD + (
        "    course.students.add(student)  # through: ignore[TM101]\n"
        "    unknown.students.set(  # through: ignore[TM103]\n        [student],\n    )\n"
    )
    assert Path("other.py").read_bytes().endswith(b"clear()  # \xe9  # through: ignore[TM104]\n")
    assert check().code == 0
    assert check("--add-ignore").errors.startswith("through-codemod: 0 findings ignored")


def test_what_passes_the_gate_needs_no_comment() -> None:
    Path("views.py").write_text(HEAD + "    course.students.add(student)\n")
    check("--baseline", "known.jsonl", "--write-baseline")
    Path("views.py").write_text(HEAD + "    course.students.clear()\n    course.students.add(student)\n")
    assert check("--baseline", "known.jsonl", "--add-ignore").code == 0
    assert Path("views.py").read_text().count("# through: ignore") == 1
    assert check("--select", "TM102", "--add-ignore").code == 0


def test_what_cannot_be_silenced_is_reported_where_it_stands_now() -> None:
    Path("views.py").write_text(
        HEAD + "    course.students.add(student, through_defaults={'grade': 'a long one, so that no comment fits'})\n"
        "    x = 1; \\\n        course.students.clear(); \\\n        y = 1\n"
    )
    Path("broken.py").write_text("course.students.add(\n")
    ended = check("--add-ignore")
    assert ended.code == 1
    assert [line.partition(" ")[0] for line in ended.lines[:2]] == ["broken.py:1:20:", "views.py:8:9:"]
    assert Path("broken.py").read_text() == "course.students.add(\n"


def test_a_comment_that_would_change_the_meaning_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    source = HEAD + "    course.students.add(student)\n"
    Path("views.py").write_text(source)
    for wrong in ("    pass\n", "# through: ignore[TM104]\n"):
        made = with_ignores(source, [(5, 5, "TM101")], WIDTH)
        monkeypatch.setattr(
            ignoring, "with_ignores", lambda *_, made=made, wrong=wrong: type(made)(made.text + wrong, (), ())
        )
        ended = check("--add-ignore")
        assert (ended.code, Path("views.py").read_text()) == (1, source)
        assert ended.errors == "through-codemod: 0 findings ignored from now on, in 0 files\n"


def test_a_file_that_cannot_be_written_keeps_its_findings() -> None:
    Path("views.py").write_text(HEAD + "    course.students.add(student)\n")
    Path("views.py").chmod(0o444)
    ended = check("--add-ignore")
    assert ended.code == 1
    assert ended.lines[0].startswith("views.py:1:1: TM901 read-only")
    assert ended.lines[1].startswith("views.py:5:5: TM101 ")


@pytest.mark.parametrize("more", [["-"], ["--write-baseline", "--baseline", "x"]])
def test_it_is_about_files_alone(more: list[str]) -> None:
    ended = check("--add-ignore", *more)
    assert (ended.code, "--add-ignore writes comments into files" in ended.errors) == (2, True)
