"""Is the program good company on a terminal, and silent where nobody watches?"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import as_process, through_codemod

from through_codemod.closing import next_steps
from through_codemod.codemod import Applicability, Finding
from through_codemod.relations import RelationMap
from through_codemod.report import FileReport
from through_codemod.report.progress import counting, waiting
from through_codemod.report.text import relation_lines
from through_codemod.request import Mode, Request

COMMANDS = ["check", "diff", "fix", "relations", "trace", "explain"]
SOURCE = """\
from school.models import Course, Student


def enrol(course: Course, student: Student) -> None:
    course.students.add(student)
"""


class Screen(io.StringIO):
    """A terminal, as far as it says so."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school's map, with a file with one site in the current directory."""
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/one.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path / "app")
    return tmp_path / "map.json"


def on_a_terminal(*arguments: str | Path, **variables: str) -> str:
    """What a run shows whose output and errors are a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "through_codemod", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"TERM": "xterm", **variables}
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 4096):
            pieces.append(piece)
    except OSError:  # Linux says so at the end
        pass
    os.close(ours)
    running.wait()
    return b"".join(pieces).decode()


def test_counting_comes_late_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    with counting(screen, "files") as tell:
        tell(1, 9)
    assert screen.getvalue() == ""
    with counting(screen, "files", patience=0) as tell:
        tell(1, 9)
        tell(2, 9)  # too soon after the first
    assert screen.getvalue() == "\r\033[K1 of 9 files\r\033[K"


def test_waiting_comes_late_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    with waiting(screen, "asking"):
        pass
    assert screen.getvalue() == ""
    with waiting(screen, "asking", patience=0):
        deadline = time.monotonic() + 5
        while not screen.getvalue().endswith("asking ...") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert screen.getvalue().endswith("\rasking ...")
    assert screen.getvalue().endswith("\r\033[K")


@pytest.mark.parametrize(("stream", "terminal"), [(io.StringIO(), "xterm"), (Screen(), "dumb")])
def test_nobody_is_told_where_nobody_watches(
    stream: io.StringIO, terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", terminal)
    with counting(stream, "files", patience=0) as tell, waiting(stream, "asking", patience=0):
        tell(1, 9)
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_a_slow_django_is_waited_for_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(1.5)\nSECRET_KEY = 'x'\nINSTALLED_APPS = []\n")
    monkeypatch.chdir(tmp_path)
    shown = on_a_terminal("check", "--settings", "slow", "--python", sys.executable)
    assert "\rreading the relations ...\r\033[K" in shown
    assert "reading the relations" not in as_process("check", "--settings", "slow", cwd=tmp_path).errors


def test_a_diff_has_colors_on_a_terminal_unless_nobody_wants_them(known: Path) -> None:
    assert "\033[32m+    Enrollment" in on_a_terminal("diff", "--map", known)
    assert "\033[3" not in on_a_terminal("diff", "--map", known, NO_COLOR="1")


def test_source_cannot_write_over_what_is_shown(known: Path) -> None:
    Path("one.py").write_bytes(SOURCE.replace("(student)", "(student)  # \x1b[2K\u202e\x9b1A").encode())
    shown = on_a_terminal("diff", "--map", known, NO_COLOR="1")
    assert "-    course.students.add(student)  # \\x1b[2K\\u202e\\x9b1A\r\n" in shown
    asked = through_codemod("fix", "-i", "--map", known)
    assert "-    course.students.add(student)  # \\x1b[2K\\u202e\\x9b1A\n" in asked.output
    assert b"\x1b[2K" in through_codemod("diff", "--map", known).raw


def test_a_line_may_end_as_it_does(known: Path) -> None:
    Path("one.py").write_bytes(SOURCE.replace("\n", "\r\n").encode())
    assert "(student)\r\n" in through_codemod("fix", "-i", "--map", known).output


def finding(relation: str | None, applicability: str, fixed: bool = False) -> Finding:
    kind = Applicability(applicability)
    return Finding("TM101", "a write", 1, 1, 1, 9, kind, method="add", relation=relation, fixed=fixed)


def test_the_summary_counts_by_relation() -> None:
    findings = (
        finding("school.Course.students", "safe"),
        finding("school.Course.students", "unsafe", fixed=True),
        finding("school.Course.students", "left"),
        finding("a.B.c", "safe"),
        finding(None, "left"),
        Finding("TM902", "stale", 1, 1, 1, 9, Applicability.LEFT),
    )
    assert list(relation_lines([FileReport("a.py", findings)], "to be fixed")) == [
        "a.B.c                   1 safe",
        "school.Course.students  1 safe, 1 left, 1 to be fixed",
        "relation not known      1 left",
    ]
    assert list(relation_lines([FileReport("a.py", findings[3:4])], colors=True)) == ["a.B.c  \033[32m1 safe\033[0m"]


@pytest.mark.parametrize(
    ("mode", "kinds", "request_", "said"),
    [
        (Mode.CHECK, [], Request((".",)), None),
        (Mode.CHECK, ["safe"], Request(("-",)), None),
        (Mode.CHECK, ["safe", "unsafe"], Request((".",)), "through-codemod diff"),
        (Mode.CHECK, ["unsafe"], Request((".",), unsafe_fixes=True), "through-codemod diff --unsafe-fixes"),
        (Mode.CHECK, ["unsafe", "left"], Request((".",)), "through-codemod fix --interactive"),
        (Mode.CHECK, ["left"], Request((".",)), "through-codemod check --verbose"),
        (Mode.CHECK, ["left"], Request((".",), verbose=True), None),
        (Mode.DIFF, ["fixed", "unsafe"], Request((".",)), "through-codemod fix"),
        (Mode.DIFF, ["fixed"], Request((".",), unsafe_fixes=True), "through-codemod fix --unsafe-fixes"),
        (Mode.DIFF, ["unsafe"], Request((".",)), "through-codemod fix --interactive"),
        (Mode.FIX, ["fixed", "unsafe"], Request((".",)), "through-codemod fix --interactive"),
        (Mode.FIX, ["fixed", "unsafe"], Request((".",), interactive=True), None),
        (Mode.FIX, ["fixed", "left"], Request((".",)), "through-codemod check --verbose"),
        (Mode.FIX, ["fixed", "left"], Request((".",), interactive=True), "through-codemod check --verbose"),
        (Mode.FIX, ["fixed", "safe", "left"], Request((".",), interactive=True), None),
        (Mode.FIX, ["unsafe", "left"], Request((".",), interactive=True), None),
        (Mode.FIX, ["safe", "left"], Request((".",), decisions=Path("decisions.json")), None),
        (Mode.FIX, ["fixed"], Request((".",)), "git diff"),
        (Mode.CHECK, ["safe"], Request(tuple("abcd")), "through-codemod diff a b c d"),
        (Mode.CHECK, ["safe"], Request(tuple("abcde")), "through-codemod diff ..."),
        (
            Mode.CHECK,
            ["safe"],
            Request(
                ("a b.py", "c"),
                settings="config.test",
                python="python3",
                static=True,
                select=("TM101", "TM102"),
                exclude=("x*",),
            ),
            "through-codemod diff 'a b.py' c --settings config.test --python python3 --static --select TM101,TM102 "
            "--exclude 'x*'",
        ),
    ],
)
def test_the_next_command_is_named(mode: Mode, kinds: list[str], request_: Request, said: str | None) -> None:
    findings = [finding("a.B.c", "safe" if kind == "fixed" else kind, fixed=kind == "fixed") for kind in kinds]
    commands = [re.findall("`(.*?)`", line)[0] for line in next_steps(mode, request_, findings)]
    assert commands == ([said] if said else [])


def test_the_next_command_does_it(known: Path) -> None:
    said = ["check", "--map", str(known)]
    for mode in ("diff", "fix"):
        ended = through_codemod(*said)
        (line,) = (line for line in (ended.output + ended.errors).splitlines() if line.startswith("next: "))
        said = line.split("`")[1].split()[1:]
        assert said == [mode, "--map", str(known)]
    ended = through_codemod(*said)
    assert ended.code == 0
    assert ended.lines[-3:] == [
        "school.Course.students  1 fixed",
        "1 fixed; 1 file scanned",
        "next: run your formatter and your tests; `git diff` shows what was written",
    ]
    assert through_codemod("check", "--map", known, "-q").output == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples_of_options_that_there_are(command: str) -> None:
    page = through_codemod(command, "--help").output
    examples = re.findall(rf"^    through-codemod {command}( .*)?$", page.partition("Examples:")[2], re.MULTILINE)
    assert examples
    for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", " ".join(examples)):
        assert re.search(rf"{option}\b", page.partition("Examples:")[0]), option


def completed(line: str) -> list[str]:
    words = line.split(" ")
    shell = {"_THROUGH_CODEMOD_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    run = "from through_codemod.cli import main; main()"
    environment = {**os.environ, **shell}
    return subprocess.run([sys.executable, "-c", run], env=environment, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("through-codemod fi", ["fix"]),
        ("through-codemod explain TM10", [f"TM10{number}" for number in range(1, 8)]),
        ("through-codemod explain no-p", ["no-place"]),
        ("through-codemod check --select TM101,TM90", ["TM101,TM901", "TM101,TM902", "TM101,TM903"]),
        ("through-codemod diff --split ", ["relation", "app", "owner", "directory"]),
        ("through-codemod fix --inter", ["--interactive"]),
    ],
)
def test_the_shell_completes(line: str, words: list[str]) -> None:
    assert completed(line) == words
