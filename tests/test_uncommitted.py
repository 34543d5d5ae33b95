"""Is nothing written over that git could not give back, and is everything else written?"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from command_line import through_codemod

from through_codemod.relations import RelationMap
from through_codemod.uncommitted import uncommitted

SOURCE = """\
from school.models import Course, Student


def enrol(course: Course, student: Student) -> None:
    course.students.add(student)
"""
NAMES = ["clean.py", "a file.py", "sub/[x].py", "caf\u00e9.py"]


def git(*command: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    subprocess.run(["git", *identity, *command], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a repository in which all is committed."""
    top = tmp_path / "top"
    (top / "sub").mkdir(parents=True)
    monkeypatch.chdir(top)
    for name in NAMES:
        Path(name).write_text(SOURCE)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "x")
    return top


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap) -> Path:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    return tmp_path / "map.json"


def test_what_is_committed_is_written(known: Path) -> None:
    assert uncommitted(NAMES) == []
    assert through_codemod("fix", "--map", known).code == 0
    assert uncommitted(NAMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["changed", "staged", "new"])
def test_what_is_not_is_refused_and_nothing_is_written(name: str, how: str, known: Path) -> None:
    if how == "new":
        git("rm", "-q", "--cached", name)
        git("commit", "-qm", "x")
    else:
        Path(name).write_text(SOURCE + "# more\n")
    if how == "staged":
        git("add", name)
    before = {path: Path(path).read_bytes() for path in NAMES}
    ended = through_codemod("fix", "--map", known)
    assert ended.code == 2
    assert ended.errors == (
        f"through-codemod: uncommitted changes in {name} would be written over; commit or stash them, or give "
        "--allow-dirty\n"
    )
    assert {path: Path(path).read_bytes() for path in NAMES} == before
    assert through_codemod("fix", "--map", known, "--allow-dirty").code == 0
    assert b"Enrollment.objects" in Path(name).read_bytes()


def test_what_is_new_counts_however_git_is_told_to_show_it(known: Path) -> None:
    git("config", "status.showUntrackedFiles", "no")
    Path("new.py").write_text(SOURCE)
    assert uncommitted(["new.py"]) == ["new.py"]


def test_what_will_not_be_touched_may_be_uncommitted(known: Path) -> None:
    Path("other.py").write_text("x = 1\n")
    Path("clean.py").write_text("y = 1\n")
    assert through_codemod("fix", "--map", known).code == 0


def test_a_message_names_a_few(known: Path) -> None:
    names = [f"new{number}.py" for number in range(9)]
    for name in names:
        Path(name).write_text(SOURCE)
    assert "new4.py and 4 more would be" in through_codemod("fix", "--map", known).errors


def test_a_file_behind_a_link_counts(known: Path) -> None:
    Path("link.py").symlink_to("clean.py")
    assert uncommitted(["link.py"]) == []
    Path("clean.py").write_text(SOURCE + "# more\n")
    assert uncommitted(["link.py"]) == ["link.py"]


def test_what_git_ignores_or_does_not_know_is_written(known: Path, tmp_path: Path) -> None:
    Path(".gitignore").write_text("made.py\n")
    for path in (Path("made.py"), tmp_path / "outside.py"):
        path.write_text(SOURCE)
        assert uncommitted([str(path)]) == []
        assert through_codemod("fix", path, "--map", known).code == 0


def test_two_repositories_are_asked_each_for_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "new.py").write_text(SOURCE)
    Path("clean.py").write_text("")
    monkeypatch.chdir(other)
    git("init", "-q")
    monkeypatch.chdir(tmp_path)
    assert uncommitted(["top/clean.py", "top/a file.py", "other/new.py"]) == ["top/clean.py", "other/new.py"]


def test_without_git_it_is_written(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    Path("clean.py").write_text(SOURCE + "# more\n")
    assert uncommitted(NAMES) == []
