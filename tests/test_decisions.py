"""Is what was decided on a site done to that site, and to no other?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line import Ended, through_codemod

from through_codemod.relations import RelationMap
from through_codemod.report.html import review_page
from through_codemod.review import sites_to_review

HEAD = "from school.models import Course, Enrollment, Student\n\n\n"
LINES = [
    "    course.students.add(student)",
    "    course.students.add(student)",
    "    course.students.add(other)",
    "    course.students.remove(student)",
]


def source(*lines: str, above: str = "") -> str:
    return (
        HEAD + above + "def run(course: Course, student: Student, other: Student) -> None:\n" + "\n".join(lines) + "\n"
    )


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a file with four sites, of which only their order tells three apart."""
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    Path("one.py").write_text(source(*LINES))
    return tmp_path


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap) -> Path:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    return tmp_path / "map.json"


def decided(known: Path, *flags: bool) -> Path:
    """The decisions that the review page would save with these boxes ticked."""
    page = through_codemod("diff", "one.py", "--map", known, "--output-format", "html").output
    marks = re.findall(r'data-file="([^"]*)" data-site="([^"]*)" data-replacement="([^"]*)"', page)
    names = ("file", "site", "replacement", "rewrite")
    entries = [dict(zip(names, (*mark, flag), strict=True)) for mark, flag in zip(marks, flags, strict=True)]
    file = known.with_name("decisions.json")
    file.write_text(json.dumps({"version": 1, "decisions": entries}))
    return file


def fixed(known: Path, file: Path) -> Ended:
    return through_codemod("fix", "--map", known, "--decisions", file)


ENTRY = '{"file": "a[]", "site": "b,", "replacement": "c", "rewrite": true}'


def rewritten() -> list[bool]:
    lines = [line for line in Path("one.py").read_text().splitlines() if line.startswith("    ")]
    return ["Enrollment" in line for line in lines]


@pytest.mark.parametrize("flags", [(True, False, False, True), (False, True, True, False), (False,) * 4, (True,) * 4])
def test_what_was_ticked_is_rewritten(flags: tuple[bool, ...], known: Path) -> None:
    ended = fixed(known, decided(known, *flags))
    assert rewritten() == list(flags)
    assert (ended.code, ended.errors) == (0 if all(flags) else 1, "")


def test_lines_may_have_moved(known: Path) -> None:
    file = decided(known, False, True, False, True)
    Path("one.py").write_text(source("    pass", *LINES, above="def other() -> None: ...\n\n\n"))
    assert fixed(known, file).errors == ""
    assert rewritten() == [False, False, True, False, True]


@pytest.mark.parametrize("flags", [(True, False, False, True), (True, True, False, False), (True,) * 4])
def test_a_second_run_does_nothing_more(flags: tuple[bool, ...], known: Path) -> None:
    file = decided(known, *flags)
    fixed(known, file)
    before = Path("one.py").read_bytes()
    assert fixed(known, file).errors == ""
    assert Path("one.py").read_bytes() == before


def test_a_file_that_was_not_decided_on_stays(known: Path) -> None:
    file = decided(known, *[True] * 4)
    Path("two.py").write_text(source(*LINES))
    ended = fixed(known, file)
    assert rewritten() == [True] * 4
    assert Path("two.py").read_text() == source(*LINES)
    assert (ended.code, ended.errors) == (1, "")


def test_sites_that_nobody_can_tell_apart_are_left_and_told(known: Path) -> None:
    file = decided(known, True, True, False, True)
    Path("one.py").write_text(source(*LINES[1:]))
    ended = fixed(known, file)
    assert rewritten() == [False, False, True]
    assert ended.errors == (
        "through-codemod: one.py:5: changed since the decisions were made, and is left; review it again\n"
        "through-codemod: one.py:6: changed since the decisions were made, and is left; review it again\n"
    )


def test_a_replacement_that_nobody_saw_is_not_written(known: Path) -> None:
    file = decided(known, True, True, True, True)
    Path("one.py").write_text(source(*LINES).replace("add(other)", "add(other, student)"))
    ended = fixed(known, file)
    assert rewritten() == [True, True, False, True]
    assert "one.py:7: changed since" in ended.errors


def test_decisions_on_other_files_are_told(known: Path) -> None:
    file = decided(known, True, True, True, True)
    Path("one.py").rename("moved.py")
    assert fixed(known, file).errors == (
        "through-codemod: one.py is none of the files of this run; 4 decisions passed over\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory; the page of `diff --output-format html` saves it"),
        ("{\n", "decisions.json:2: not JSON: Expecting property name"),
        ("[]", "decisions.json:1: no decisions of version 1; save them from the review page anew"),
        ('{"version": 2, "decisions": []}', "no decisions of version 1"),
        ('{"version": 1, "decisions": {}}', "no decisions of version 1"),
        ('{"version": 1, "decisions": [1]}', "json:1: decision 1 does not say file, site, replacement and rewrite"),
        (f'{{"version": 1,\n "decisions": [\n  {ENTRY},\n  {{}}]}}', "json:4: decision 2 does not say"),
        (f'{{"version": 1, "decisions": [{ENTRY}, 2]}}', "json:1: decision 2 does not say"),
        (
            '{"version": 1, "decisions": [{"file": "a", "site": "b", "replacement": "c", "rewrite": 1}]}',
            "decision 1 does not say",
        ),
        ("[" * 99999, "decisions.json: not JSON"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused(text: str | None, said: str, known: Path, here: Path) -> None:
    if text is not None:
        (here / "decisions.json").write_text(text)
    ended = fixed(known, here / "decisions.json")
    assert ended.code == 2
    assert said in ended.errors
    assert rewritten() == [False] * 4


@pytest.mark.parametrize("options", [("-",), ("-i",)])
def test_usage(options: tuple[str, ...], known: Path) -> None:
    file = decided(known, *[True] * 4)
    ended = through_codemod("fix", "--decisions", file, "--map", known, *options)
    assert (ended.code, ended.output) == (2, "")


def test_a_page_of_nothing() -> None:
    assert list(sites_to_review([], None)) == []  # type: ignore[arg-type]
    assert "0 sites: nothing to review." in review_page([])
