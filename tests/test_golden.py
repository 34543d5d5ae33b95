"""Does the tool make of each golden case what a reviewer accepted, and is it then done with it?"""

from __future__ import annotations

import ast
import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from golden_cases import CASES, GOLDEN, REWRITTEN, SCHOOL, STAYING, Case

from through_codemod.codemod import Applicability, Finding
from through_codemod.relations import RelationMap

ACCEPT = f"{Path(sys.executable).name} -m pytest tests/test_golden.py --update-golden -k"


def difference(case: Case, output: bytes) -> str:
    """Return the unified diff from the accepted text to `output`, and how to accept that."""
    accepted = case.after.read_text() if case.after.exists() else ""
    lines = difflib.unified_diff(
        accepted.splitlines(keepends=True),
        output.decode().splitlines(keepends=True),
        f"golden/{case.name}.after.py (accepted)",
        "what the tool makes of it",
    )
    return f"{''.join(lines)}\nto accept it: {ACCEPT} '{case.name}'"


def named(findings: tuple[Finding, ...]) -> str:
    """Return the findings, a line each, for a failure's message."""
    return "\n".join(
        f"{finding.line}: {finding.code} {finding.applicability}"
        f" {finding.reason.name if finding.reason else ''}"
        f" {', '.join(sorted(caveat.name for caveat in finding.caveats))}"
        for finding in findings
    )


def test_there_are_cases() -> None:
    assert len(CASES) >= 80
    assert len(REWRITTEN) >= 80
    orphans = {path.name.removesuffix(".after.py") for path in GOLDEN.glob("*/*.after.py")} - {
        case.name.partition("/")[2] for case in REWRITTEN
    }
    assert not orphans


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case_is_well_formed(case: Case) -> None:
    rule = case.docstring.splitlines()[0]
    assert rule.endswith("."), "the first line is the rule in one sentence"
    assert len(case.source.splitlines()) <= 17


@pytest.mark.parametrize("case", REWRITTEN, ids=str)
def test_rewritten(case: Case, school_map: RelationMap, request: pytest.FixtureRequest) -> None:
    result = case.result(school_map, unsafe_fixes=True)
    assert len(result.findings) == 1, f"one call site each, found\n{named(result.findings)}"
    [finding] = result.findings
    assert finding.reason is None, f"left: {finding.reason}"
    assert finding.fixed
    ast.parse(result.output)
    if not case.after.exists() or result.output != case.after.read_bytes():
        told = difference(case, result.output)
        if request.config.getoption("--update-golden"):
            case.after.write_bytes(result.output)
            pytest.fail(f"rewrote golden/{case.name}.after.py: read it, then run again without --update-golden\n{told}")
        pytest.fail(told)


@pytest.mark.parametrize("case", REWRITTEN, ids=str)
def test_caveats_are_those_declared(case: Case, school_map: RelationMap) -> None:
    result = case.result(school_map, unsafe_fixes=False)
    [finding] = result.findings
    assert {str(caveat.name) for caveat in finding.caveats} == case.caveats
    if case.caveats:
        assert finding.applicability == Applicability.UNSAFE
        assert not finding.fixed
        assert result.output == case.source, "an unsafe rewrite waits to be told"
    else:
        assert finding.applicability == Applicability.SAFE
        assert result.output == case.result(school_map, unsafe_fixes=True).output


@pytest.mark.parametrize("case", REWRITTEN, ids=str)
def test_second_pass_finds_nothing(case: Case, school_map: RelationMap) -> None:
    output = case.result(school_map, unsafe_fixes=True).output
    again = case.result(school_map, unsafe_fixes=True, source=output)
    assert again.output == output
    assert not again.findings, named(again.findings)


@pytest.mark.parametrize("case", STAYING, ids=str)
def test_left(case: Case, school_map: RelationMap) -> None:
    assert not case.after.exists()
    result = case.result(school_map, unsafe_fixes=True)
    assert result.output == case.source
    told = {finding.line: str(finding.reason.name) if finding.reason else "not left" for finding in result.findings}
    assert told == case.left, named(result.findings)
    assert len(result.findings) == len(case.left)


def would_change(*arguments: str) -> set[str]:
    """Return the names of the files that ruff, called with `arguments`, would change or complain of."""
    command = [sys.executable, "-m", "ruff", *arguments]
    files = [str(path) for path in sorted(GOLDEN.glob("*/*.py"))]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = re.findall(r"^(?:Would reformat: )?(\S+?\.py)\b", done.stdout, flags=re.MULTILINE)
    return {os.path.relpath(path, GOLDEN) for path in found}


def spoiled(changing: set[str]) -> list[str]:
    """Return the accepted files among `changing` whose files before are not among them."""
    return sorted(
        name for name in changing if name.endswith(".after.py") and name.replace(".after.", ".before.") not in changing
    )


def test_formatted_code_stays_formatted() -> None:
    assert not spoiled(would_change("format", "--isolated", "--no-cache", "--line-length=88", "--check"))


def test_imports_stay_sorted_and_names_defined() -> None:
    known = 'lint.isort.known-first-party=["school"]'
    arguments = ["--isolated", "--no-cache", "--select=I,F", "--output-format=concise", f"--config={known}"]
    assert not spoiled(would_change("check", *arguments))


def test_school_passes_its_tests_before_and_after(tmp_path: Path) -> None:
    school = tmp_path / "school"
    shutil.copytree(SCHOOL, school, ignore=shutil.ignore_patterns("__pycache__"))

    def passed() -> str:
        done = python(school, "manage.py", "test")
        assert done.returncode == 0, done.stderr
        return "".join(re.findall(r"^Ran \d+ tests", done.stderr, flags=re.MULTILINE))

    before = passed()
    assert python(school, "manage.py", "check").returncode == 0
    assert python(school, "-m", "through_codemod", "diff", ".").returncode == 1
    assert python(school, "-m", "through_codemod", "fix", "--unsafe-fixes", ".").returncode == 0
    assert python(school, "-m", "through_codemod", "check", ".").returncode == 0
    assert not set(re.findall(r"\w+\.(?:students|courses)\.(?:add|set|remove|clear|create)\(", text_of(school)))
    assert passed() == before


def python(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the arguments, in the directory."""
    return subprocess.run([sys.executable, *arguments], cwd=directory, capture_output=True, text=True, check=False)


def text_of(directory: Path) -> str:
    """Return the text of all modules below the directory."""
    return "".join(path.read_text() for path in sorted(directory.rglob("*.py")))
