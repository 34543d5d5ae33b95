"""Does the command line do what its options say, print to the right stream, and end with the right code?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from command_line import as_process, through_codemod
from golden_cases import SCHOOL

from through_codemod import __version__, codemod, commands, runner
from through_codemod.codemod import Applicability, Finding, Result
from through_codemod.config import CODES, Config
from through_codemod.relations import RelationMap

SITE = b"course.students.add(student)\n"
REWRITTEN = b"Enrollment.objects.get_or_create(course=course, student=student)\n"
DIFF = f"""diff --git a/views.py b/views.py
--- a/views.py
+++ b/views.py
@@ -1 +1 @@
-{SITE.decode()}+{REWRITTEN.decode()}"""


def rewritten(path: str, source: bytes, relations: RelationMap, config: Config, *_: object, **__: object) -> Result:
    """A core that takes the first line for a safe site, and the second for one that is left."""
    safe = Finding("TM101", f"a write by {config.line_length}", 1, 1, 1, 29, Applicability.SAFE)
    left = Finding("TM101", "a write", 2, 1, 2, 29, Applicability.LEFT)
    unsafe = Finding("TM103", "a set", 3, 1, 3, 29, Applicability.UNSAFE, fixed=config.unsafe_fixes)
    wanted = not config.select or "TM101" in config.select
    findings = [safe._replace(fixed=True)] if source.startswith(SITE) and wanted else []
    findings += [left] if b"LEFT" in source else []
    findings += [unsafe] if b"UNSAFE" in source and "TM103" not in config.ignore else []
    output = source.replace(SITE, REWRITTEN) if wanted else source
    return Result(path, source, output, tuple(findings))


def inspected(path: str, source: bytes, relations: RelationMap, config: Config, *_: object, **__: object) -> Result:
    """The same core where it is only asked what there is."""
    result = rewritten(path, source, relations, config)
    return result._replace(output=source, findings=tuple(item._replace(fixed=False) for item in result.findings))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a project with one site."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(codemod, "rewrite", rewritten)
    monkeypatch.setattr(codemod, "inspect", inspected)
    (tmp_path / ".git").mkdir()
    (tmp_path / "views.py").write_bytes(SITE)
    return tmp_path


@pytest.fixture
def known(tmp_path_factory: pytest.TempPathFactory, school_map: RelationMap) -> Path:
    """The school's map in a file."""
    path = tmp_path_factory.mktemp("maps") / "through-map.json"
    path.write_text(school_map.to_json(), "utf-8")
    return path


def test_check_lists_and_changes_nothing(known: Path) -> None:
    ended = through_codemod("check", "--map", known)
    assert ended.lines == ["views.py:1:1: TM101 [safe] a write by 88", "1 safe; 1 file scanned"]
    assert (ended.code, ended.errors) == (1, "")
    assert Path("views.py").read_bytes() == SITE


def test_diff_prints_a_diff_and_nothing_else_to_stdout(known: Path) -> None:
    ended = through_codemod("diff", "--map", known)
    assert ended.output == DIFF
    assert (ended.code, ended.errors) == (1, "1 to be fixed; 1 file scanned\n")
    assert Path("views.py").read_bytes() == SITE


def test_diff_lists_what_it_does_not_show(known: Path) -> None:
    Path("views.py").write_bytes(SITE + b"# LEFT students.add\n")
    ended = through_codemod("diff", "--map", known)
    assert ended.errors == "views.py:2:1: TM101 [left] a write\n1 to be fixed, 1 left; 1 file scanned\n"


def test_diff_of_a_file_in_another_encoding_is_in_that_encoding(known: Path) -> None:
    Path("views.py").write_bytes(SITE + "# é\n".encode("latin-1"))
    ended = through_codemod("diff", "--map", known, "-q")
    assert ended.raw.endswith(b"\n # \xe9\n")


def test_fix_rewrites_and_says_so(known: Path) -> None:
    ended = through_codemod("fix", "--map", known)
    assert ended.lines == ["views.py:1:1: TM101 [fixed] a write by 88", "1 fixed; 1 file scanned"]
    assert ended.code == 0
    assert Path("views.py").read_bytes() == REWRITTEN
    again = through_codemod("fix", "--map", known)
    assert (again.lines, again.code) == (["nothing to report; 1 file scanned"], 0)


def test_what_remains_after_fix_is_1(known: Path) -> None:
    Path("views.py").write_bytes(SITE + b"# LEFT students.add\n")
    ended = through_codemod("fix", "--map", known)
    assert ended.lines == [
        "views.py:1:1: TM101 [fixed] a write by 88",
        "views.py:2:1: TM101 [left] a write",
        "1 fixed, 1 left; 1 file scanned",
    ]
    assert ended.code == 1


def test_unsafe_fixes_are_asked_for(known: Path) -> None:
    Path("views.py").write_bytes(SITE + b"# UNSAFE\n")
    assert "1 to be fixed, 1 unsafe" in through_codemod("diff", "--map", known).errors
    assert "2 to be fixed;" in through_codemod("diff", "--map", known, "--unsafe-fixes").errors
    Path("pyproject.toml").write_text("[tool.through-codemod]\nunsafe-fixes = true\n")
    assert "2 to be fixed;" in through_codemod("diff", "--map", known).errors
    assert "1 to be fixed, 1 unsafe" in through_codemod("diff", "--map", known, "--no-unsafe-fixes").errors


def test_codes_are_selected_and_ignored(known: Path) -> None:
    Path("views.py").write_bytes(SITE + b"# UNSAFE\n")
    assert (
        through_codemod("check", "--map", known, "--select", "tm103,TM104").lines[0].startswith("views.py:3:1: TM103")
    )
    assert through_codemod("check", "--map", known, "--ignore", "TM103", "--ignore", "TM9").lines[-1] == (
        "1 safe; 1 file scanned"
    )
    ended = through_codemod("check", "--map", known, "--select", "E501")
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith("through-codemod: --select: there is no code 'E501'; the codes are TM101, TM102")


def test_json(known: Path) -> None:
    ended = through_codemod("check", "--map", known, "--output-format", "json")
    body = json.loads(ended.output)
    assert list(body) == ["version", "django", "relations_from", "files_scanned", "findings"]
    assert (body["files_scanned"], body["relations_from"]) == (1, "through-map.json")
    assert "fixed" not in body["findings"][0]
    assert (ended.code, ended.errors) == (1, "")


def test_json_of_a_diff_holds_the_diff(known: Path) -> None:
    body = json.loads(through_codemod("diff", "--map", known, "--output-format", "json").output)
    assert body["diff"] == DIFF
    assert [finding["fixed"] for finding in body["findings"]] == [True]


def test_json_of_a_fix_says_what_was_fixed(known: Path) -> None:
    ended = through_codemod("fix", "--map", known, "--output-format", "json", "--statistics")
    body = json.loads(ended.output)
    assert [finding["fixed"] for finding in body["findings"]] == [True]
    assert body["statistics"] == {"TM101": {"fixed": 1}}
    assert ended.code == 0
    assert Path("views.py").read_bytes() == REWRITTEN


def test_statistics_follow_the_findings(known: Path) -> None:
    assert through_codemod("check", "--map", known, "--statistics").lines[1:] == [
        "TM101  add                     1  (1 safe)",
        "1 safe; 1 file scanned",
    ]


def test_quiet_leaves_the_closing_line_out(known: Path) -> None:
    assert through_codemod("check", "--map", known, "-q").lines == ["views.py:1:1: TM101 [safe] a write by 88"]
    assert through_codemod("diff", "--map", known, "-q").errors == ""


def test_standard_input_is_checked(known: Path) -> None:
    ended = through_codemod("check", "-", "--stdin-filename", "app/views.py", "--map", known, stdin=SITE)
    assert ended.lines == ["app/views.py:1:1: TM101 [safe] a write by 88", "1 safe; 1 file scanned"]
    assert through_codemod("check", "-", "--map", known, stdin=SITE).lines[0].startswith("-:1:1: TM101")
    assert ended.code == 1


def test_standard_input_is_fixed_onto_standard_output(known: Path) -> None:
    ended = through_codemod("fix", "-", "--stdin-filename", "views.py", "--map", known, stdin=SITE + b"\xff")
    assert ended.raw == REWRITTEN + b"\xff"
    assert ended.errors == "views.py:1:1: TM101 [fixed] a write by 88\n1 fixed; 1 file scanned\n"
    assert ended.code == 0
    assert Path("views.py").read_bytes() == SITE


def test_standard_input_comes_back_as_it_is_if_there_is_nothing_to_do(known: Path) -> None:
    ended = through_codemod("fix", "-", "--map", known, "-q", stdin=b"x = 1\r\n\xff")
    assert (ended.raw, ended.errors, ended.code) == (b"x = 1\r\n\xff", "", 0)


def test_the_diff_of_standard_input(known: Path) -> None:
    ended = through_codemod("diff", "-", "--stdin-filename", "views.py", "--map", known, stdin=SITE)
    assert (ended.output, ended.code) == (DIFF, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "-", "views.py"], "- stands for standard input alone; leave the other paths out"),
        (["fix", "-", "--output-format", "json"], "`fix -` writes the new source to standard output; ask `check -`"),
        (["check", "missing.py", "--map", "missing.json"], "missing.py: no such file or directory"),
        (["check", "--map", "missing.json"], "missing.json: No such file or directory; `relations --output-format"),
        (["check", "--map", "views.py"], "views.py: not JSON"),
        (["explain", "TM555"], "explain: there is no code 'TM555'; the codes are TM101"),
        (["explain", ""], "explain: there is no code ''"),
        (["explain", "prefeched"], "explain: there is no 'prefeched'; is prefetched meant?"),
    ],
)
def test_usage_errors(arguments: list[str], message: str) -> None:
    ended = through_codemod(*arguments)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith(f"through-codemod: {message}")
    assert "Traceback" not in ended.errors


@pytest.mark.parametrize("arguments", [["check", "--output-format", "yaml"], ["chekc"], ["check", "--jobs", "0"], []])
def test_what_is_not_understood_is_2(arguments: list[str]) -> None:
    assert through_codemod(*arguments).code == 2


def test_configuration_is_followed_and_errors_in_it_are_2(known: Path) -> None:
    Path("pyproject.toml").write_text(f'[tool.through-codemod]\nmap = "{known}"\n[tool.black]\nline-length = 99\n')
    assert through_codemod("check").lines[0] == "views.py:1:1: TM101 [safe] a write by 99"
    Path("pyproject.toml").write_text("[tool.through-codemod]\nstatic = 1\n")
    ended = through_codemod("check")
    assert ended.code == 2
    assert "[tool.through-codemod] has no key 'static'" in ended.errors


def test_exclude_adds_to_the_configuration_s(known: Path) -> None:
    for name in ("one.py", "two.py"):
        Path(name).touch()
    Path("pyproject.toml").write_text('[tool.through-codemod]\nexclude = ["one.py"]\n')
    assert through_codemod("check", "--map", known, "--exclude", "two.py").lines[-1] == "1 safe; 1 file scanned"


def test_an_internal_error_in_one_file_is_2_at_the_end(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: str, *arguments: object, **_: object) -> Result:
        if path == "broken.py":
            raise KeyError("x")
        return rewritten(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(codemod, "rewrite", failing)
    Path("broken.py").write_bytes(SITE)
    ended = through_codemod("fix", "--map", known)
    assert ended.code == 2
    assert ended.lines[0].startswith("broken.py:1:1: TM901 internal error, please report it: KeyError: 'x'")
    assert Path("views.py").read_bytes() == REWRITTEN


def test_an_internal_error_outside_a_file_is_told_without_a_traceback(
    known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_print_text", lambda *_: 1 / 0)
    ended = through_codemod("check", "--map", known)
    assert ended.code == 2
    assert ended.errors.startswith("through-codemod: internal error, please report it: ZeroDivisionError: division by")


def test_an_interrupt_is_told_without_a_traceback(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "reports_of", interrupted)
    ended = through_codemod("fix", "--map", known)
    assert (ended.code, ended.errors) == (
        130,
        "through-codemod: interrupted; every file is whole, run again to go on\n",
    )


def test_relations_prints_a_table_or_the_map(known: Path, school_map: RelationMap) -> None:
    ended = through_codemod("relations", "--map", known)
    assert ended.code == 0
    assert any(line.startswith("school.Course.students ") for line in ended.lines)
    read_back = RelationMap.from_json(through_codemod("relations", SCHOOL, "--output-format", "json").output, "live")
    assert read_back == school_map


@pytest.mark.parametrize(
    ("name", "given", "is_map"),
    [
        ("school.json", [], True),
        ("SCHOOL.JSON", [], True),
        ("school.txt", [], False),
        ("school.json", ["--output-format", "text"], False),
        ("school.txt", ["--output-format", "json"], True),
    ],
)
def test_relations_written_to_a_json_file_are_a_map(known: Path, name: str, given: list[str], is_map: bool) -> None:
    assert through_codemod("relations", "--map", known, "-o", name, *given).code == 0
    read_back = through_codemod("relations", "--map", name)
    assert (read_back.code, "not JSON" in read_back.errors) == ((0, False) if is_map else (2, True))


def test_settings_on_the_command_line_win_over_a_configured_map(known: Path) -> None:
    Path("pyproject.toml").write_text(f'[tool.through-codemod]\nmap = "{known}"\n')
    ended = through_codemod("relations", "--settings", "nowhere.settings")
    assert ended.code == 2
    assert "nowhere" in ended.errors


def test_explain(known: Path) -> None:
    ended = through_codemod("explain", "tm104")
    assert ended.code == 0
    assert ended.lines[0] == "TM104 (clear)"
    assert through_codemod("explain", "TM").output.count("\n\nTM") == len(CODES) - 1


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("prefetched", "prefetched (a caveat)"),
        ("M2M_CHANGED", "m2m-changed (a caveat)"),
        ("value-used", "value-used (why a site is left)"),
    ],
)
def test_explain_what_findings_name(known: Path, name: str, first: str) -> None:
    ended = through_codemod("explain", name)
    assert ended.code == 0
    assert ended.lines[0] == first
    assert len(ended.lines) > 2


def test_version() -> None:
    assert through_codemod("--version").output == f"through-codemod {__version__}\n"


def test_colors_if_they_are_forced(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\033[32m+Enrollment" in through_codemod("diff", "--map", known).output
    assert "\033[1mviews.py:1:1:" in through_codemod("check", "--map", known).output


def test_code_is_never_taken_for_markup(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    Path("views.py").write_bytes(SITE + b"x = rows[bold]  # [red]\n")
    assert " x = rows[bold]  # [red]\n" in through_codemod("diff", "--map", known).output


def test_names_that_cannot_be_printed_end_nothing(known: Path) -> None:
    Path("ÿ.py").write_bytes(b"(course.students.add(\n")
    ended = as_process("check", "--map", known, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert "Traceback" not in ended.errors


def test_a_reader_that_has_seen_enough_ends_it_quietly(known: Path) -> None:
    for number in range(2000):
        Path(f"unparsed_{number:04}_{'x' * 60}.py").write_bytes(b"(course.students.add(\n")
    command = f"'{sys.executable}' -m through_codemod check --map '{known}' | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("libcst", "rich", "django", "asyncio", "multiprocessing", "tomllib", "through_codemod.runner")
    code = f"import sys, through_codemod.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


def test_a_check_with_nothing_to_do_does_not_load_the_core(known: Path) -> None:
    Path("views.py").write_bytes(b"x = 1\n")
    code = (
        "import sys\nfrom through_codemod import cli\n"
        f"sys.argv = ['through-codemod', 'check', '--map', {str(known)!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n"
        "    print([name for name in ('libcst', 'rich', 'django', 'through_codemod.codemod') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_left_at_the_end_is_not_looked_through_for_garbage() -> None:
    code = (
        "import gc, sys\nfrom through_codemod.__main__ import main\ngc.set_debug(gc.DEBUG_STATS)\n"
        "sys.argv = ['through-codemod', '--version']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    *_, last = re.findall(r"in each generation: \d+ \d+ (\d+)", done.stderr)
    assert last == "0"


def test_paths_of_two_projects_are_a_usage_error(known: Path) -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "manage.py").touch()
    ended = through_codemod("check", "one", "two", "--map", known)
    assert (ended.code, ended.output) == (2, "")
    assert "belong to different projects" in ended.errors


@pytest.mark.parametrize(
    ("label", "hint"),
    [("school.Enrolment", "did you mean 'school.Enrollment'?"), ("x.Y", "`through-codemod relations` lists them")],
)
def test_values_for_links_that_there_are_not_are_refused(known: Path, label: str, hint: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.through-codemod]\ndefaults.'{label}' = {{ grade = '1' }}\n", "utf-8")
    ended = through_codemod("check", "--map", known)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.endswith(
        f"pyproject.toml:2: [tool.through-codemod] defaults: no through model is {label!r}; {hint}\n"
    )


def test_values_for_fields_that_a_link_does_not_have_are_refused(known: Path) -> None:
    Path("pyproject.toml").write_text(
        "[tool.through-codemod]\ndefaults.'school.Enrollment' = { grad = '1' }\n", "utf-8"
    )
    ended = through_codemod("check", "--map", known)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.endswith(
        "pyproject.toml:2: [tool.through-codemod] defaults: school.Enrollment has no field 'grad'; "
        "did you mean 'grade'?\n"
    )


@pytest.mark.parametrize("options", [("--stdin-filename", "x.py"), ("--settings", "school.settings")])
def test_options_that_would_be_of_no_effect_are_usage_errors(known: Path, options: tuple[str, str]) -> None:
    ended = through_codemod("check", ".", "--map", known, *options)
    assert (ended.code, ended.output) == (2, "")
    assert options[0] in ended.errors


def test_only_the_command_that_is_asked_for_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = typer.main.get_command_from_info

    def noted(**given: Any) -> Any:
        made.append(given["command_info"].callback.__name__)
        return make(**given)

    monkeypatch.setattr(typer.main, "get_command_from_info", noted)
    assert "TM101" in through_codemod("explain", "TM101").output
    assert made == ["explain"]
    assert "explain" in through_codemod("--help").output
    assert len(made) == 8
    assert "No such command" in through_codemod("chek").errors
