"""Does `check` let pass what a baseline lists, what has not changed, and nothing else?"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from command_line import Ended, through_codemod

from through_codemod import baseline
from through_codemod.relations import RelationMap
from through_codemod.since import SinceError, changed_since

VIEWS = """\
from school.models import Course, Student


def enrol(course: Course, student: Student):
    course.students.add(student)
    course.students.add(student)


def empty(course: Course):
    course.students.clear()
"""
KNOWN = "through-baseline.jsonl"


def git(*arguments: str) -> None:
    """Run git here, as somebody."""
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *person, *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap) -> Path:
    """The current directory: a repository with three writes, whose map lies beside it."""
    repository = tmp_path / "site"
    (repository / "app").mkdir(parents=True)
    monkeypatch.chdir(repository)
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    Path("app/views.py").write_text(VIEWS, "utf-8")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "start")
    return repository


def check(*arguments: str | Path) -> Ended:
    return through_codemod("check", "--map", "../map.json", *arguments)


def places(ended: Ended) -> list[str]:
    """Where the findings are."""
    return re.findall(r"^(\S.*?:\d+:\d+:) TM", ended.output, re.MULTILINE)


# --exit-zero


def test_exit_zero_reports_and_ends_with_0() -> None:
    assert check().code == 1
    ended = check("--exit-zero")
    assert (ended.code, len(places(ended))) == (0, 3)
    Path("pyproject.toml").write_text("[tool.through-codemod]\nexit-zero = true\n")
    assert check().code == 0
    assert check("--no-exit-zero").code == 1


def test_exit_zero_hides_no_error() -> None:
    assert check("--exit-zero", "--since", "nowhere").code == 2


# --per-file-ignores


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["app/*:TM101"], ["app/views.py:10:5:"]),
        (["app:TM1"], []),
        (["views.py:TM104"], ["app/views.py:5:5:", "app/views.py:6:5:"]),
        (["app/*:TM101", "*.py:TM104"], []),
        (["other/*:TM101"], ["app/views.py:5:5:", "app/views.py:6:5:", "app/views.py:10:5:"]),
    ],
)
def test_codes_are_ignored_by_file(patterns: list[str], found: list[str]) -> None:
    assert places(check(*(word for pattern in patterns for word in ("--per-file-ignores", pattern)))) == found


def test_configured_patterns_are_paths_from_the_configuration_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text('[tool.through-codemod]\nper-file-ignores = { "app/*" = ["TM101"] }\n')
    assert places(check()) == ["app/views.py:10:5:"]
    monkeypatch.chdir("app")
    ended = through_codemod("check", "--map", "../../map.json")
    assert places(ended) == ["views.py:10:5:"]
    assert through_codemod("diff", "--map", "../../map.json", "-q").output.count("\n-    course.students.add") == 0


@pytest.mark.parametrize("wrong", ["app/*", ":TM101", "app/*:E501", "app/*:"])
def test_patterns_without_codes_are_usage_errors(wrong: str) -> None:
    ended = check("--per-file-ignores", wrong)
    assert (ended.code, ended.output) == (2, "")
    assert "--per-file-ignores" in ended.errors


def test_an_ignored_file_that_cannot_be_parsed_is_not_told_of() -> None:
    Path("app/views.py").write_text("course.students.add(\n")
    assert check("--per-file-ignores", "app/*:TM901").code == 0


# --baseline


def test_what_a_baseline_lists_passes_wherever_its_lines_move() -> None:
    written = check("--baseline", KNOWN, "--write-baseline")
    assert (written.code, written.output) == (0, "")
    assert written.errors == f"through-codemod: {KNOWN}: 3 findings are known from now on\n"
    assert [json.loads(line) for line in Path(KNOWN).read_text().splitlines()] == [
        {"through-codemod-baseline": 1},
        {
            "file": "app/views.py",
            "function": "empty",
            "relation": "school.Course.students",
            "code": "TM104",
            "count": 1,
        },
        {
            "file": "app/views.py",
            "function": "enrol",
            "relation": "school.Course.students",
            "code": "TM101",
            "count": 2,
        },
    ]
    Path("app/views.py").write_text(VIEWS.replace("\n\n\n", "\n\nx = 1\n\n\n"), "utf-8")
    ended = check("--baseline", KNOWN)
    assert (ended.code, ended.output) == (0, "nothing to report; 1 file scanned\n")


def test_what_it_does_not_list_stops() -> None:
    check("--baseline", KNOWN, "--write-baseline")
    Path("app/views.py").write_text(
        VIEWS.replace("\n\n\ndef empty", "\n    course.students.add(student)\n\n\ndef empty")
    )
    ended = check("--baseline", KNOWN)
    assert (ended.code, places(ended)) == (1, ["app/views.py:7:5:"])


def test_it_counts_from_any_directory_and_by_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text(f'[tool.through-codemod]\nbaseline = "{KNOWN}"\n')
    assert check().code == 2, "it is not written yet"
    assert check("--write-baseline").code == 0
    monkeypatch.chdir("app")
    assert through_codemod("check", "views.py", "--map", "../../map.json").code == 0
    assert through_codemod("diff", "--map", "../../map.json").code == 1, "what is known is to be fixed all the same"


def test_stale_entries_are_findings_of_the_baseline() -> None:
    check("--baseline", KNOWN, "--write-baseline")
    Path("app/views.py").write_text(VIEWS.replace("    course.students.add(student)\n", "", 1))
    ended = check("--baseline", KNOWN)
    assert ended.code == 1
    assert ended.lines == [
        f"{KNOWN}:3:1: TM902 2 of TM101 school.Course.students are known in enrol in app/views.py, and 1 found; "
        "`--write-baseline` writes it anew",
        "1 stale suppression; 1 file scanned",
    ]
    assert check("--baseline", KNOWN, "--ignore", "TM902").code == 0
    assert check("--baseline", KNOWN, "--write-baseline").code == 0
    assert check("--baseline", KNOWN).code == 0
    Path("app/views.py").unlink()
    assert places(check("--baseline", KNOWN)) == [f"{KNOWN}:2:1:", f"{KNOWN}:3:1:"]


def test_what_this_run_has_not_looked_for_is_not_stale_and_stays() -> None:
    Path("app/other.py").write_text(VIEWS)
    check("--baseline", KNOWN, "--write-baseline")
    Path("app/other.py").write_text("")
    assert check("app/views.py", "--baseline", KNOWN).code == 0
    stale = check("--select", "TM104,TM902", "--baseline", KNOWN)
    assert stale.lines[0].startswith(f"{KNOWN}:2:1: TM902 1 of TM104")
    assert places(stale) == [f"{KNOWN}:2:1:"]
    assert check("app/views.py", "--select", "TM101", "--baseline", KNOWN, "--write-baseline").code == 0
    known = baseline.read(Path(KNOWN)).known
    assert {(entry.file, entry.code): count for entry, count in known.items()} == {
        ("app/other.py", "TM101"): 2,
        ("app/other.py", "TM104"): 1,
        ("app/views.py", "TM101"): 2,
        ("app/views.py", "TM104"): 1,
    }


def test_files_that_cannot_be_parsed_can_be_known_and_internal_errors_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("app/views.py").write_text("course.students.add(\n")
    assert check("--baseline", KNOWN, "--write-baseline").code == 0
    assert check("--baseline", KNOWN).code == 0
    monkeypatch.setattr("through_codemod.codemod.inspect", lambda *_, **__: 1 / 0)
    ended = check("--baseline", KNOWN)
    assert (ended.code, places(ended)) == (2, ["app/views.py:1:1:"])
    assert check("--baseline", KNOWN, "--write-baseline").code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", ":1: no baseline of format 1"),
        (b"[]\n", ":1: no baseline of format 1"),
        (b'{"through-codemod-baseline": 2}\n', ":1: no baseline of format 1"),
        (b'{"through-codemod-baseline": 1}\n\n{"file": "x"}\n', ":3: no entry of a baseline"),
        (b'{"through-codemod-baseline": 1}\nrubbish\n', ":2: no entry of a baseline"),
        (
            b'{"through-codemod-baseline": 1}\n{"file": "", "function": "", "relation": "", "code": "", "count": 0}\n',
            ":2: `count` must be a whole number above 0, not 0",
        ),
        (b"\xff", ": no baseline, as it is not UTF-8"),
    ],
)
def test_what_is_no_baseline_is_an_error(text: bytes, message: str) -> None:
    Path(KNOWN).write_bytes(text)
    for more in ([], ["--write-baseline"]):
        ended = check("--baseline", KNOWN, *more)
        assert (ended.code, ended.output) == (2, "")
        assert ended.errors.startswith(f"through-codemod: {KNOWN}{message}")
    assert Path(KNOWN).read_bytes() == text


def test_a_baseline_that_is_missing_or_cannot_be_written_is_an_error() -> None:
    ended = check("--baseline", KNOWN)
    assert ended.code == 2
    assert ended.errors.startswith(
        f"through-codemod: {KNOWN}: No such file or directory; `check --baseline {KNOWN} --w"
    )
    assert "cannot be written: No such file or directory" in check("--baseline", "no/x", "--write-baseline").errors
    assert "--write-baseline writes the file that --baseline names" in check("--write-baseline").errors


# --since


def test_only_changed_lines_count() -> None:
    assert check("--since", "HEAD").code == 0
    Path("app/views.py").write_text(VIEWS.replace("clear()", "clear( )"))
    assert places(check("--since", "HEAD")) == ["app/views.py:10:5:"]
    git("commit", "-qam", "next")
    assert check("--since", "HEAD").code == 0
    assert places(check("--since", "HEAD~1")) == ["app/views.py:10:5:"]


def test_the_lines_beside_a_changed_one_do_not_count() -> None:
    Path("app/views.py").write_text(VIEWS.replace("def empty(course: Course):", "def emptied(course: Course):"))
    assert check("--since", "HEAD").code == 0
    Path("app/views.py").write_text(VIEWS.replace("\n\n\ndef empty", "\n    x = 1\n\n\ndef empty"))
    assert check("--since", "HEAD").code == 0


def test_lines_count_since_the_branch_went_apart() -> None:
    git("checkout", "-qb", "work")
    Path("app/views.py").write_text(VIEWS.replace("clear()", "clear( )"))
    git("commit", "-qam", "mine")
    git("checkout", "-q", "main")
    Path("app/views.py").write_text(VIEWS.replace("    course.students.add(student)\n", "", 1))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "work")
    assert places(check("--since", "main")) == ["app/views.py:10:5:"]


def test_new_files_and_files_that_git_does_not_know_count_as_a_whole() -> None:
    Path(".gitignore").write_text("generated.py\n")
    Path("generated.py").write_text(VIEWS)
    Path("app/new.py").write_text(VIEWS)
    assert len(places(check(".", "generated.py", "--since", "HEAD"))) == 6
    git("add", "app/new.py")
    assert len(places(check("--since", "HEAD"))) == 3


def test_a_call_of_several_lines_counts_by_each_of_them() -> None:
    long = VIEWS.replace("clear()", "clear(\n        # why\n    )")
    Path("app/views.py").write_text(long)
    git("commit", "-qam", "long")
    Path("app/views.py").write_text(long.replace("# why", "# because"))
    assert places(check("--since", "HEAD")) == ["app/views.py:10:5:"]
    Path("app/views.py").write_text(long.replace("        # why\n", ""))
    assert check("--since", "HEAD").code == 0, "a line that is gone is no changed line"


def test_a_changed_file_that_cannot_be_parsed_is_told_of() -> None:
    Path("app/views.py").write_text("x = (\n" + VIEWS)
    git("commit", "-qam", "broken")
    assert check("--since", "HEAD").code == 0
    Path("app/views.py").write_text("x = (\n" + VIEWS + "y = 1\n")
    ended = check("--since", "HEAD")
    assert (ended.code, "TM901" in ended.lines[0]) == (1, True)


@pytest.mark.parametrize("name", ["a b.py", "é.py", 'quo"te.py', "tab\there.py", "back\\slash.py", "++ x.py"])
def test_odd_names(name: str) -> None:
    Path(name).write_text(VIEWS)
    git("add", ".")
    git("commit", "-qm", "odd")
    Path(name).write_text(VIEWS.replace("clear()", "clear( )"))
    assert len(places(check("--since", "HEAD"))) == 1


@pytest.mark.parametrize("end", ["\n", ""])
def test_lines_that_look_like_a_diff_are_none(end: str) -> None:
    Path("a.py").write_text(f"-- a/a.py\n1\n2\n3\nold{end}")
    Path("b.py").write_text("1\n")
    git("add", ".")
    git("commit", "-qm", "odd")
    Path("a.py").write_text(f"++ b/b.py\n1\n2\n3\nnew{end}")
    Path("b.py").write_text("2\n")
    changed = changed_since("HEAD", ".")
    assert {Path(path).name: runs for path, runs in changed.runs.items()} == {
        "a.py": ((1, 2), (5, 6)),
        "b.py": ((1, 2),),
    }


def test_somebody_s_git_configuration_changes_nothing() -> None:
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "color.ui": "always",
        "diff.external": "false",
        "diff.relative": "true",
    }.items():
        git("config", key, value)
    Path("app/views.py").write_text(VIEWS.replace("clear()", "clear( )"))
    assert places(check("--since", "HEAD")) == ["app/views.py:10:5:"]


def test_from_a_directory_below(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("app/views.py").write_text(VIEWS.replace("clear()", "clear( )"))
    monkeypatch.chdir("app")
    assert places(through_codemod("check", "--map", "../../map.json", "--since", "HEAD")) == ["views.py:10:5:"]


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("nowhere", "--since nowhere: no commit; a shallow clone may lack it"),
        ("--output=x", "--since --output=x: no commit"),
        ("orphan", "--since orphan: it has no commit in common with HEAD"),
    ],
)
def test_a_commit_that_is_no_help_is_an_error(ref: str, message: str) -> None:
    git("checkout", "-q", "--orphan", "orphan")
    git("commit", "-qm", "alone")
    git("checkout", "-q", "main")
    ended = check(f"--since={ref}")
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith(f"through-codemod: {message}")
    assert not Path("x").exists()


def test_without_git_it_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(SinceError, match="--since asks git: fatal: not a git repository"):
        changed_since("HEAD", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SinceError, match="--since asks git, and it cannot be run"):
        changed_since("HEAD", ".")


def test_standard_input_has_no_changed_lines() -> None:
    ended = through_codemod("check", "-", "--map", "../map.json", "--since", "HEAD", stdin=VIEWS.encode())
    assert (ended.code, "leave it out with -" in ended.errors) == (2, True)
    Path("pyproject.toml").write_text('[tool.through-codemod]\nsince = "HEAD"\n')
    assert check().code == 0
    assert len(places(through_codemod("check", "-", "--map", "../map.json", stdin=VIEWS.encode()))) == 3


def test_the_form_of_the_report_is_configured_for_check_alone() -> None:
    Path("pyproject.toml").write_text('[tool.through-codemod]\noutput-format = "junit"\nstatistics = true\n')
    assert check().output.startswith("<?xml")
    assert "TM101  add" not in check("--output-format", "text", "--no-statistics").output
    assert through_codemod("diff", "--map", "../map.json").output.startswith("diff --git")
