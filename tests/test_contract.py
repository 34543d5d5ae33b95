"""Does the project keep its own rules: layers, types, style, and a README that tells the truth?"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from through_codemod.config import CODES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
MOST_LINES = 450
SENT_WHOLE = {"probe.py", "trace.py"}  # to another interpreter, each as one text


def assert_succeeds(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tracked(*patterns: str) -> list[Path]:
    """The files of the project that match, new ones included; without git, those of the package and the tests."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return [path for part in ("through_codemod", "tests") for path in (ROOT / part).rglob("*.py")]
    return [path for line in done.stdout.splitlines() if (path := ROOT / line).is_file()]


def test_each_layer_knows_only_those_below() -> None:
    assert_succeeds(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def test_types() -> None:
    assert_succeeds(sys.executable, "-m", "mypy")


def test_lint() -> None:
    assert_succeeds(sys.executable, "-m", "ruff", "check", ".")


def test_format() -> None:
    assert_succeeds(sys.executable, "-m", "ruff", "format", "--check", ".")


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in tracked("through_codemod/*.py")}
    assert {
        str(path): length for path, length in lengths.items() if length > MOST_LINES and path.name not in SENT_WHOLE
    } == {}


def test_modules_open_with_the_question_that_they_answer() -> None:
    silent = [
        str(path)
        for path in tracked("through_codemod/*.py")
        if not re.match(r'(?:#!.*\n)?"""[^"\n]*', path.read_text("utf-8"))
    ]
    assert silent == []


def test_no_place_of_one_machine_is_named() -> None:
    places = re.compile(
        r"https?://[^ )\"]*(?:[p]ypi\.|[p]ython[h]osted|[r]egistry\.npm|[d]eb\.[d]ebian)|/[w]ork/|/tmp/[b]ash"
    )
    files = [path for path in tracked() if path != Path(__file__).resolve()]
    assert [str(path) for path in files if places.search(path.read_bytes().decode("utf-8", "replace"))] == []


def examples() -> Iterator[tuple[str, str]]:
    """The README's blocks that a comment above them says are cut from a file, with that file."""
    yield from re.findall(r"<!-- cut from (\S+) -->\n+```\w+\n(.*?)```", README, flags=re.DOTALL)


def test_the_readme_has_examples() -> None:
    assert len(list(examples())) >= 2


@pytest.mark.parametrize(("file", "block"), list(examples()))
def test_the_readme_s_examples_are_golden_cases(file: str, block: str) -> None:
    assert block in (ROOT / file).read_text("utf-8")


def test_the_readme_names_every_option_and_code() -> None:
    from command_line import through_codemod

    pages = [through_codemod(*command, "--help").output for command in (["check"], ["diff"], ["fix"], ["relations"])]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", " ".join(pages))) - {"--help"}
    assert {option for option in options if option not in README} == set()
    assert {code for code in CODES if code not in README} == set()


def test_the_readme_s_commands_are_those_that_are_run() -> None:
    commands = re.findall(r"^(python3 -m venv .*)$", README, flags=re.MULTILINE)
    assert [command.rpartition("&& ")[2] for command in commands] == [
        ".venv/bin/through-codemod diff golden/school",
        ".venv/bin/pytest",
    ]
    assert "pytest" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_package_says_what_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert {re.split(r"[<>=]", name)[0] for name in project["dependencies"]} == {"libcst", "Django", "typer"}
