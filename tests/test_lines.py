"""Does `fix - --lines` rewrite what stands on those lines, and print nothing but the source?"""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import through_codemod

from through_codemod.relations import RelationMap

SOURCE = b"""\
from school.models import Course, Student


def enrol(course: Course, student: Student):
    course.students.add(student)
    course.students.remove(
        student
    )
    course.students.clear()  # caf\xc3\xa9
"""


@pytest.fixture
def known(school_map: RelationMap, tmp_path: Path) -> Path:
    path = tmp_path / "map.json"
    path.write_text(school_map.to_json(), "utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "rewritten"),
    [("5:5", {5}), ("5", {5}), ("1:4", set()), ("7:7", {6}), ("6:9", {6, 9}), ("1:99", {5, 6, 9}), ("10:12", set())],
)
def test_only_these_lines_are_rewritten(lines: str, rewritten: set[int], known: Path) -> None:
    ended = through_codemod("fix", "-", "--stdin-filename", "views.py", "--lines", lines, "--map", known, stdin=SOURCE)
    before, after = SOURCE.decode(), ended.output
    kept = {5: "course.students.add(student)", 6: "course.students.remove(", 9: "course.students.clear()"}
    assert {line for line, text in kept.items() if text not in after} == rewritten
    assert (after == before) == (not rewritten)
    assert ended.code == 0
    assert f"{len(rewritten)} fixed" in ended.errors or (not rewritten and "nothing to report" in ended.errors)


def test_what_remains_on_these_lines_counts_and_no_other(known: Path) -> None:
    source = b"def f(x, y):\n    x.students.add(y)\n    y.students.add(x)\n"
    ended = through_codemod("fix", "-", "--lines", "3", "--map", known, stdin=source)
    assert (ended.code, ended.raw) == (1, source)
    assert "-:3:5: TM101 [left: unknown-receiver]" in ended.errors
    assert "-:2:5" not in ended.errors


@pytest.mark.parametrize("lines", ["0:3", "5:4", "a:b", ":", "3:", "-1:2"])
def test_lines_that_are_none(lines: str, known: Path) -> None:
    ended = through_codemod("fix", "-", f"--lines={lines}", "--map", known, stdin=SOURCE)
    if lines == "3:":
        assert ended.code == 0  # as `3`
    else:
        assert (ended.code, ended.raw) == (2, b"")
        assert "--lines 40:52" in ended.errors


def test_lines_of_files_are_not_meant(known: Path, tmp_path: Path) -> None:
    ended = through_codemod("fix", tmp_path, "--lines", "1:2", "--map", known)
    assert ended.code == 2
    assert "give - as the path" in ended.errors


def test_a_file_that_cannot_be_parsed_comes_back_as_it_is(known: Path) -> None:
    ended = through_codemod("fix", "-", "--lines", "5", "--map", known, stdin=SOURCE + b"def")
    assert (ended.code, ended.raw) == (1, SOURCE + b"def")
    assert "TM901" in ended.errors


@pytest.mark.parametrize("command", ["fix", "check"])
def test_what_cannot_hold_a_site_is_not_parsed(command: str, known: Path) -> None:
    source = b"x = 1\r\ndef \xff"
    ended = through_codemod(command, "-", "-q", "--map", known, stdin=source)
    assert (ended.code, ended.raw, ended.errors) == (0, source if command == "fix" else b"", "")
