"""Is every file whole, old or new, whenever a run is killed, and does the next one finish the job?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from through_codemod import runner
from through_codemod.codemod import Applicability, Finding
from through_codemod.relations import RelationMap
from through_codemod.report import Change, FileReport

SOURCE = b"""\
from school.models import Course, Student


def enrol(course: Course, student: Student) -> None:
    course.students.add(student)
"""
FIXED = SOURCE.replace(b"Course, Student\n", b"Course, Enrollment, Student\n").replace(
    b"course.students.add(student)", b"Enrollment.objects.get_or_create(course=course, student=student)"
)
FINDING = Finding("TM101", "a write", 5, 5, 5, 33, Applicability.SAFE, fixed=True)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nothing else has SIGKILL")


def written(directory: Path, number: int) -> list[Path]:
    files = [directory / f"{name:03}.py" for name in range(number)]
    for file in files:
        file.write_bytes(SOURCE)
    return files


def write_all(files: list[Path]) -> None:
    for file in files:
        before = file.read_bytes()
        if before == SOURCE:
            report = FileReport(str(file), (FINDING,), Change(SOURCE, FIXED))
            assert runner.write(report) is report


def killed_after(lines: int, files: list[Path]) -> bool:
    """Whether a process that writes the files was killed before line number `lines` of the runner that it executed."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = count(lines, -1)

    def trace(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != runner.__file__:
            return None
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    write_all(files)
    os._exit(0)


def test_killed_at_every_line_of_the_writing(tmp_path: Path) -> None:
    seen = set()
    for lines in count():
        files = written(tmp_path, 2)
        was_killed = killed_after(lines, files)
        seen.add(tuple(file.read_bytes() == FIXED for file in files))
        assert all(file.read_bytes() in (SOURCE, FIXED) for file in files)
        write_all(files)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {file.name: FIXED for file in files}
        if not was_killed:
            break
    assert lines > 30
    assert seen == {(False, False), (True, False), (True, True)}


def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    (file,) = written(tmp_path, 1)
    theirs, abandoned = (tmp_path / f".000.py.{name}.through-codemod" for name in ("theirs", "abandoned"))
    abandoned.touch()
    with theirs.open("wb") as held:
        runner._lock(held)
        write_all([file])
    assert theirs.exists()
    assert not abandoned.exists()
    assert file.read_bytes() == FIXED


def test_the_command_killed_again_and_again(tmp_path: Path, school_map: RelationMap) -> None:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    (tmp_path / "app").mkdir()
    files = written(tmp_path / "app", 60)
    command = [sys.executable, "-m", "through_codemod", "fix", "--map", "../map.json"]
    started = time.monotonic()
    subprocess.run(command, cwd=tmp_path / "app", check=True, capture_output=True)
    usual = time.monotonic() - started
    rng = random.Random(1)
    written(tmp_path / "app", 60)
    identity = ("-c", "user.name=x", "-c", "user.email=x@y")
    for line in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "x"]):  # what is done is uncommitted then
        subprocess.run(["git", *line], cwd=tmp_path / "app", check=True)
    for _ in range(6):
        running = subprocess.Popen(command, cwd=tmp_path / "app", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(usual * rng.uniform(0.5, 1))
        running.kill()
        running.wait()
        assert {file.read_bytes() for file in files} <= {SOURCE, FIXED}
    subprocess.run(command, cwd=tmp_path / "app", check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "app").iterdir() if path.is_file()} == {
        file.name: FIXED for file in files
    }
