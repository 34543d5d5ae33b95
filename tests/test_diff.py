"""Is the diff of a project one that git takes as it is, from anywhere, and no longer than it has to be?"""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import through_codemod
from golden_cases import SCHOOL
from hypothesis import given
from hypothesis import strategies as st

from through_codemod.changes import Edit
from through_codemod.relations import RelationMap
from through_codemod.report import Change
from through_codemod.report.diff import minimal_edits, unified_diff

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n"]), max_size=12)
SOURCE = """\
from school.models import Course, Student


def enrol(course: Course, student: Student) -> None:
    course.students.add(student)
"""


def git(*command: str, cwd: Path, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["git", *command], cwd=cwd, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, school_map: RelationMap) -> Path:
    """A repository with two sites in two directories, and the map beside it."""
    top = tmp_path / "top"
    for name in ("app/views.py", "other place/caf\u00e9.py"):
        (top / name).parent.mkdir(parents=True)
        (top / name).write_text(SOURCE, "utf-8")
    shutil.copytree(SCHOOL / "school", top / "school", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    git("init", "-q", cwd=top)
    git("add", ".", cwd=top)
    git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x", cwd=top)
    return top


def common_lines(old: list[bytes], new: list[bytes]) -> int:
    """The length of the longest common subsequence, the slow and plain way."""
    row = [0] * (len(new) + 1)
    for line in old:
        above, row = row, [0]
        for index, other in enumerate(new):
            row.append(above[index] + 1 if line == other else max(above[index + 1], row[-1]))
    return row[-1]


@pytest.mark.parametrize(("here", "told"), [("", False), ("app", True), ("other place", True)])
def test_what_git_apply_would_pass_over_is_told(
    repository: Path, here: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / here)
    ended = through_codemod("diff", repository / "app", repository / "school", "--map", repository.parent / "map.json")
    assert ("`git apply` passes over what lies outside of the current directory" in ended.errors) is told


@given(LINES, LINES)
def test_no_line_is_in_it_that_could_stay(old: list[bytes], new: list[bytes]) -> None:
    edits = minimal_edits(Change(b"".join(old), b"".join(new)))
    assert sum(edit.end - edit.start for edit in edits) == len(old) - common_lines(old, new)
    assert all(first.end < second.start for first, second in pairwise(edits))
    made, done = [], 0
    for edit in edits:
        made += [*old[done : edit.start], *new[edit.new_start : edit.new_end]]
        done = edit.end
    assert [*made, *old[done:]] == new


def test_only_known_edits_are_looked_at() -> None:
    change = Change(b"a\nx\nb\n", b"a\ny\nB\n", (Edit(1, 2, 1, 2),))
    assert unified_diff("a.py", change).decode().endswith("@@ -1,3 +1,3 @@\n a\n-x\n+y\n b\n")


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("taken", ["", "app"])
@pytest.mark.parametrize("made", ["", "app", "school"])
def test_git_apply_takes_it_from_anywhere(
    repository: Path, made: str, taken: str, absolute: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = repository / made
    monkeypatch.chdir(here)
    paths = [repository / "app", repository / "other place"][: 1 if taken else 2]
    named = [str(path) if absolute else os.path.relpath(path, here) for path in paths]
    ended = through_codemod("diff", *named, "--map", repository.parent / "map.json")
    assert ended.code == 1, ended.errors
    git("apply", cwd=repository / taken, stdin=ended.raw)
    for path in paths:
        assert all(b"Enrollment.objects" in file.read_bytes() for file in path.iterdir())
    assert through_codemod("diff", *named, "--map", repository.parent / "map.json").code == 0


def headers(diff: bytes) -> list[bytes]:
    return [line for line in diff.split(b"\n") if line.startswith((b"diff", b"--- ", b"+++ "))]


@pytest.mark.parametrize("name", ['a"b.py', "a\tb.py", "a\\b.py", "a\nb.py", " a.py", "a .py", "\u00e9.py"])
def test_git_apply_takes_names_of_every_kind(name: str, repository: Path) -> None:
    (repository / "app" / name).write_text(SOURCE)
    ended = through_codemod("diff", repository / "app", "--map", repository.parent / "map.json")
    git("add", "app", cwd=repository)
    git("apply", cwd=repository, stdin=ended.raw)
    assert "Enrollment.objects" in (repository / "app" / name).read_text()
    as_git_has_it = git("-c", "core.quotePath=off", "diff", cwd=repository)
    assert headers(as_git_has_it) == headers(ended.raw)


def test_a_file_behind_a_link_is_changed_where_it_lies(repository: Path) -> None:
    (repository / "linked.py").symlink_to("app/views.py")
    ended = through_codemod("diff", repository / "linked.py", "--map", repository.parent / "map.json")
    git("apply", cwd=repository, stdin=ended.raw)
    assert "Enrollment.objects" in (repository / "app/views.py").read_text()


def test_it_is_the_same_each_time_and_in_the_order_of_paths(repository: Path) -> None:
    command = ("diff", repository, "--map", repository.parent / "map.json", "--jobs")
    first, second = (through_codemod(*command, jobs).raw for jobs in ("1", "3"))
    assert first == second
    named = [line for line in first.decode().splitlines() if line.startswith("--- ")]
    assert named == sorted(named)
    assert len(named) > 2


COMMENTED = SOURCE.replace("(student)", "(student)  # {}")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(SOURCE.rstrip("\n").encode(), id="no line end at the end"),
        pytest.param(SOURCE.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(SOURCE.replace("\n", "\r").encode(), id="one line, for git"),
        pytest.param(SOURCE.replace("None:\n", "None:\r\n").encode(), id="mixed line ends"),
        pytest.param(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode(), id="byte order mark"),
        pytest.param(COMMENTED.format("\x85\u2028x").encode(), id="line ends that are none"),
        pytest.param(SOURCE.replace("\n\n\n", "\n\n\f\n").encode(), id="form feed"),
        pytest.param(f"# coding: latin-1\n{COMMENTED.format('é')}".encode("latin-1"), id="latin-1"),
        pytest.param(
            f"# coding: shift_jis\n{COMMENTED.format('表示ソ')}".encode("shift_jis"), id="backslashes in bytes"
        ),
        pytest.param(f"# coding: iso-2022-jp\n{COMMENTED.format('日本語')}".encode("iso-2022-jp"), id="shift states"),
        pytest.param(
            b"from school.models import Course, Student\ndef f(c: Course, s: Student): c.students.add(s)", id="short"
        ),
    ],
)
def test_git_apply_makes_of_every_file_what_fix_makes(source: bytes, repository: Path) -> None:
    applied, fixed = repository / "applied.py", repository / "fixed.py"
    for file in (applied, fixed):
        file.write_bytes(source)
    git("apply", cwd=repository, stdin=through_codemod("diff", applied, "--map", repository.parent / "map.json").raw)
    assert through_codemod("fix", fixed, "--map", repository.parent / "map.json", "--allow-dirty").code == 0
    assert applied.read_bytes() == fixed.read_bytes() != source
