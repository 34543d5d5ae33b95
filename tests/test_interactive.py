"""Is what was accepted written, as it was shown, and nothing else?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from command_line import Ended, through_codemod

from through_codemod.interactive import KEYS
from through_codemod.relations import RelationMap

SOURCE = """\
from school.models import Account, Badge, Course, Student


def enrol(course: Course, student: Student, key) -> None:
    course.students.add(student); course.students.remove(student)
    course.students.add(key)


def award(badge: Badge, account: Account) -> None:
    badge.holders.add(account)
"""
ADDED = "Enrollment.objects.get_or_create(course=course, student=student)"
REMOVED = "Enrollment.objects.filter(course=course, student=student).delete()"
KEYED = 'Enrollment.objects.get_or_create(course=course, student_id=getattr(key, "pk", key))'
AWARDED = "Award.objects.get_or_create(badge=badge, holder=account)"
ALL = {ADDED, REMOVED, KEYED, AWARDED}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: two files that are the same."""
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    for name in ("one.py", "two.py"):
        Path(name).write_text(SOURCE)
    return tmp_path


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap) -> Path:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    return tmp_path / "map.json"


def answered(known: Path, answers: str, *options: str, file: str = ".") -> Ended:
    return through_codemod("fix", "-i", file, "--map", known, *options, stdin="\n".join(answers).encode() + b"\n")


def made(name: str = "one.py") -> set[str]:
    text = Path(name).read_text()
    compile(text, name, "exec")
    return {line for line in ALL if line in text}


@pytest.mark.parametrize(
    ("answers", "one", "two"),
    [
        ("", set(), set()),
        ("q", set(), set()),
        ("y", {ADDED}, set()),
        ("yyyyyyyy", ALL, ALL),
        ("nnnnnnnn", set(), set()),
        ("nynyq", {REMOVED, AWARDED}, set()),
        ("yyyynnny", ALL, {AWARDED}),
        ("xn?yq", {REMOVED}, set()),
        ("zYq", {ADDED}, set()),
        ("yuq", set(), set()),
        ("uyyuuyq", {ADDED}, set()),
        ("auq", set(), set()),
        ("a", {ADDED, REMOVED, AWARDED}, set()),
        ("anq", {ADDED, REMOVED, AWARDED}, set()),
        ("any", {ADDED, REMOVED, AWARDED}, {ADDED}),
        ("nnan", {KEYED, AWARDED}, set()),
        ("r", {ADDED, REMOVED}, {ADDED, REMOVED}),
        ("rnnnnn", {ADDED, REMOVED}, {ADDED, REMOVED}),
        ("nnrn", {KEYED}, {ADDED, REMOVED, KEYED}),
        ("nnryy", {KEYED, AWARDED}, ALL),
        ("yyyyuq", {ADDED, REMOVED, KEYED}, set()),
        ("yyyyyuuuy", {ADDED, REMOVED, KEYED}, set()),
    ],
)
def test_answers(answers: str, one: set[str], two: set[str], known: Path) -> None:
    ended = answered(known, answers)
    assert (made("one.py"), made("two.py")) == (one, two)
    assert ended.code == int(made("one.py") | made("two.py") != ALL or made("one.py") != made("two.py"))


def test_each_is_shown_as_it_would_be_written(known: Path) -> None:
    ended = answered(known, "yn", file="one.py")
    first, second, third, _ = ended.output.split(f"Rewrite this [{','.join(KEYS)}]? ")
    assert first.splitlines()[1:] == [
        "@@ -1,8 +1,8 @@",
        "-from school.models import Account, Badge, Course, Student",
        "+from school.models import Account, Badge, Course, Enrollment, Student",
        " ",
        " ",
        " def enrol(course: Course, student: Student, key) -> None:",
        "-    course.students.add(student); course.students.remove(student)",
        f"+    {ADDED}; course.students.remove(student)",
        "     course.students.add(key)",
        " ",
        " ",
        "(1 of 4)",
    ]
    assert first.startswith("one.py:5:5: TM101 [safe] `course.students.add`")
    assert f"+    {ADDED}; {REMOVED}" in second
    assert "Account, Badge, Course, Enrollment" not in second
    assert third.splitlines()[0].startswith("one.py:6:5: TM101 [unsafe: argument-kind]")
    assert third.splitlines()[1].startswith("    argument-kind: ")


def test_sites_with_caveats_may_be_left_out(known: Path) -> None:
    answered(known, "yyyyyyyy", "--no-unsafe-fixes")
    assert made() == {ADDED, REMOVED, AWARDED}


def test_what_happens_to_the_rows_is_told(known: Path) -> None:
    ended = answered(known, "x", file="one.py")
    assert "m2m_changed is sent" in ended.output
    assert "The receiver's model is known by: annotation course: Course" in ended.output


def editor(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    (directory / "editor.sh").write_text(script)
    monkeypatch.setenv("EDITOR", f"sh '{directory / 'editor.sh'}'")
    monkeypatch.delenv("VISUAL", raising=False)


def test_the_text_can_be_edited(known: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(here, monkeypatch, 'sed -i "s/objects/kept/; 1i\\    # by hand, caf\u00e9" "$1"')
    answered(known, "nneyq", file="one.py")
    assert f"    # by hand, caf\u00e9\n    {KEYED.replace('objects', 'kept')}\n" in Path("one.py").read_text()
    assert "# through-codemod" not in Path("one.py").read_text()
    assert made() == {AWARDED}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_follows_an_edit_is_asked_about(
    newline: str, known: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("one.py").write_bytes(SOURCE.replace("\n", newline).encode())
    editor(
        here,
        monkeypatch,
        f'cp "$1" {here / "given"}; printf "    course.students.add(student)\\n    print()\\n" > "$1"',
    )
    answered(known, "eyyq", file="one.py")
    assert (here / "given").read_bytes().startswith(f"    {ADDED}; course.students.remove(student)\n# through".encode())
    assert made() == {KEYED, AWARDED}
    assert Path("one.py").read_bytes().count(b"\r\n") == (
        Path("one.py").read_bytes().count(b"\n") if "\r" in newline else 0
    )
    assert f"    course.students.add(student){newline}    print(){newline}" in Path("one.py").read_bytes().decode()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "This cannot be taken: sh '"),
        ('echo "def" > "$1"', "This cannot be taken: "),
        ('sed -i "/^ /d" "$1"', None),
    ],
)
def test_what_cannot_be_taken_is_asked_again(
    script: str, said: str | None, known: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(here, monkeypatch, script)
    ended = answered(known, "eyq", file="one.py")
    assert made() == {ADDED}
    assert said is None or said in ended.output
    assert ended.output.count("(1 of 4)") == 2


def test_uncommitted_changes_are_refused_before_the_first_question(known: Path) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    ended = answered(known, "y")
    assert (ended.code, ended.output) == (2, "")
    assert "--allow-dirty" in ended.errors


@pytest.mark.parametrize("options", [("-",), ("--output-format", "json")])
def test_usage(options: tuple[str, ...], known: Path) -> None:
    ended = through_codemod("fix", "-i", *options, "--map", known)
    assert (ended.code, ended.errors) == (
        2,
        "through-codemod: --interactive asks about files; leave out - and --output-format\n",
    )
