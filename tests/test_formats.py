"""Do other programs take the reports that are made for them, and find in them what was found?"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import through_codemod
from published import check_github, check_gitlab, check_junit, check_sarif
from test_report import LEFT, REPORTS, SAFE, STALE, UNPARSED, UNSAFE

from through_codemod.codemod import Finding, Result, inspect
from through_codemod.config import CODES, Config
from through_codemod.fingerprint import fingerprints
from through_codemod.infer.modules import Modules
from through_codemod.plan import Left
from through_codemod.reasons import Reason
from through_codemod.relations import RelationMap
from through_codemod.report import FileReport
from through_codemod.report.github import github_lines
from through_codemod.report.gitlab import gitlab_report
from through_codemod.report.junit import junit_report
from through_codemod.report.sarif import sarif_report

SITES = """\
from school.models import Course, Student


def enrol(course: Course, student: Student):
    \tname = "é𝄞"; course.students.add(student)


def empty(course: Course, whoever):
    course.students.clear()
    whoever.courses.clear()
"""
NOTHING: list[FileReport] = []
KNOWN = LEFT._replace(relation="school.Course.students", function="Office.enrol")
ODD = FileReport("a dir/50%,é\udce9:.py", (SAFE._replace(message="two\nlines, 100%: <&> \x1b \ud800"),))
MANY = [FileReport("a.py", (SAFE, UNSAFE, LEFT, KNOWN, KNOWN)), FileReport("b.py", (UNPARSED, STALE)), ODD]


def results(reports: list[FileReport]) -> list[dict[str, Any]]:
    """The results of the only run in a log that is as the schema wants it."""
    [run] = check_sarif(sarif_report(reports))["runs"]
    return run["results"]  # type: ignore[no-any-return]


@pytest.fixture
def inspected(school_map: RelationMap) -> FileReport:
    """The findings in `SITES`, with patches."""
    source = SITES.encode()
    result = inspect("views.py", source, school_map, Config(), Modules([Path()], school_map), patches=True)
    assert isinstance(result, Result)
    return FileReport("views.py", tuple(sorted(result.findings, key=lambda finding: finding.line)))


# SARIF


def test_a_log_is_as_the_schema_wants_it() -> None:
    assert results(NOTHING) == []
    assert [result["ruleId"] for result in results(MANY)] == [
        *("TM101", "TM103", "TM101", "TM101", "TM101", "TM901", "TM902", "TM101"),
    ]


def test_the_schema_can_refuse() -> None:
    text = sarif_report(REPORTS).replace('"ruleIndex": 0', '"ruleIndex": "0"')
    with pytest.raises(jsonschema.ValidationError):
        check_sarif(text)


def test_a_result_points_to_its_rule() -> None:
    [run] = check_sarif(sarif_report(REPORTS))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        finding.code for report in REPORTS for finding in report.findings
    ]


def test_a_result_says_where_it_is_and_what_matters() -> None:
    [result] = results([FileReport("a.py", (KNOWN,))])
    assert result["level"] == "warning"
    assert result["message"]["text"] == "a write (left: the receiver's model is not known here)"
    [location] = result["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "Office.enrol"}]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": Path("a.py").resolve().relative_to(top()).as_posix(), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 9},
    }


def top() -> Path:
    """The top of the repository that the tests are run in, or here."""
    here = Path.cwd()
    return next((directory for directory in (here, *here.parents) if (directory / ".git").exists()), here)


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (SAFE, "warning"),
        (KNOWN, "warning"),
        (LEFT, "note"),
        (SAFE._replace(reason=Left(Reason.IMPLICIT_THROUGH, "Django made it")), "note"),
        (UNPARSED, "error"),
        (STALE, "note"),
    ],
)
def test_levels(finding: Finding, level: str) -> None:
    assert results([FileReport("a.py", (finding,))])[0]["level"] == level


def test_names_are_uris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")

    def uri(path: str) -> object:
        [result] = results([FileReport(path, (SAFE,))])
        return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert uri("views.py") == "app/views.py"
    assert uri(str(tmp_path / "views.py")) == "views.py"
    assert uri(ODD.path) == "app/a%20dir/50%25%2C%C3%A9%E9%3A.py"
    assert uri("-") == "-"
    assert uri("/elsewhere/x.py") == "file:///elsewhere/x.py"


def test_fingerprints_are_those_that_everything_else_uses() -> None:
    found = results([FileReport("-", (SAFE, KNOWN, KNOWN))])
    assert [result["partialFingerprints"]["pathFunctionRelationVerb/v1"] for result in found] == fingerprints(
        "-", [SAFE, KNOWN, KNOWN]
    )


def test_what_is_passed_over_is_not_told_but_counts_for_fingerprints() -> None:
    [result] = results([FileReport("-", (KNOWN,), passed=(KNOWN._replace(line=1),))])
    assert result["partialFingerprints"]["pathFunctionRelationVerb/v1"].endswith(":2")


def test_a_run_with_an_internal_error_did_not_succeed() -> None:
    [run] = check_sarif(sarif_report([FileReport("a.py", (UNPARSED,), broken=True)]))["runs"]
    assert run["invocations"] == [{"executionSuccessful": False}]


def applied(source: str, replacements: list[dict[str, Any]]) -> str:
    """What a viewer that follows the standard makes of the file, last replacement first."""
    lines = source.splitlines(keepends=True)
    for item in reversed(replacements):
        region, text = item["deletedRegion"], item["insertedContent"]["text"]
        first, last = region["startLine"] - 1, region["endLine"] - 1
        head, tail = lines[first][: region["startColumn"] - 1], lines[last][region["endColumn"] - 1 :]
        lines[first : last + 1] = [head + text + tail]
    return "".join(lines)


def test_a_fix_by_itself_makes_the_file_that_it_should_be(inspected: FileReport) -> None:
    found = results([inspected])
    assert [len(result.get("fixes", [])) for result in found] == [1, 1, 0], "one is unknown, and has none"
    texts = []
    for result in found[:2]:
        [change] = result["fixes"][0]["artifactChanges"]
        assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
        texts.append(applied(SITES, change["replacements"]))
    imported = SITES.replace("import Course, Student", "import Course, Enrollment, Student")
    assert texts == [
        imported.replace(
            "course.students.add(student)", "Enrollment.objects.get_or_create(course=course, student=student)"
        ),
        imported.replace("course.students.clear()", "Enrollment.objects.filter(course=course).delete()"),
    ]
    for text in texts:
        compile(text, "views.py", "exec")


def test_only_safe_ones_have_fixes(school_map: RelationMap) -> None:
    source = SITES.replace("student: Student", "student").encode()
    result = inspect(
        "views.py", source, school_map, Config(unsafe_fixes=True), Modules([Path()], school_map), patches=True
    )
    assert isinstance(result, Result)
    assert {str(finding.applicability): bool(finding.patches) for finding in result.findings} == {
        "unsafe": False,
        "left": False,
        "safe": True,
    }


# GitHub


def test_runners_take_every_line() -> None:
    lines = list(github_lines(MANY))
    assert len(lines) == sum(len(report.findings) for report in MANY)
    assert [check_github(line)[0] for line in lines] == [
        *("warning", "notice", "notice", "warning", "warning", "error", "notice", "warning"),
    ]
    _, properties, message = check_github(lines[-1])
    assert message.startswith("two\nlines, 100%: <&>")
    assert properties["file"].endswith(ODD.path)
    assert properties | {"file": ""} == {
        "title": "through-codemod (TM101)",
        "file": "",
        "line": "3",
        "endLine": "3",
        "col": "5",
        "endColumn": "33",
    }


def test_a_call_of_several_lines_has_no_columns() -> None:
    [line] = github_lines([FileReport("a.py", (SAFE._replace(end_line=4),))])
    assert set(check_github(line)[1]) == {"title", "file", "line", "endLine"}


# GitLab


def test_gitlab_takes_every_issue() -> None:
    assert check_gitlab(gitlab_report(NOTHING)) == []
    issues = check_gitlab(gitlab_report(MANY))
    assert [issue["severity"] for issue in issues] == [
        *("major", "minor", "minor", "major", "major", "critical", "minor", "major"),
    ]
    assert issues[0]["location"]["lines"] == {"begin": 3, "end": 3}


# JUnit


def test_whoever_reads_tests_takes_every_suite() -> None:
    root = check_junit(junit_report(MANY))
    assert [
        (suite.attrib["tests"], suite.attrib["failures"], suite.attrib["errors"]) for suite in root.iter("testsuite")
    ] == [
        ("5", "5", "0"),
        ("2", "1", "1"),
        ("1", "1", "0"),
    ]
    assert [case.attrib["name"] for case in root.iter("testcase")][3:5] == [
        "TM101 Office.enrol",
        "TM101 Office.enrol 2",
    ]
    assert len(list(root.iter("error"))) == 1


def test_without_findings_a_test_passes() -> None:
    root = check_junit(junit_report(NOTHING))
    assert [case.attrib["name"] for case in root.iter("testcase")] == ["nothing to report"]
    assert [element.tag for element in root.iter()] == ["testsuites", "testsuite", "testcase"]


# By the command line


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit"])
def test_check_prints_them(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "views.py").write_text(SITES, "utf-8")
    monkeypatch.chdir(tmp_path / "app")
    ended = through_codemod("check", "--map", "../map.json", "--output-format", form, "--statistics")
    assert ended.code == 1
    assert "app/views.py" in ended.output
    assert ended.output.isascii()
    match form:
        case "sarif":
            found = check_sarif(ended.output)["runs"][0]["results"]
            assert [len(result.get("fixes", [])) for result in found] == [1, 1, 0]
        case "github":
            assert len([check_github(line) for line in ended.lines]) == 3
        case "gitlab":
            assert len(check_gitlab(ended.output)) == 3
        case "junit":
            assert len(list(check_junit(ended.output).iter("failure"))) == 3
    assert "2 safe, 1 left; 1 file scanned\n" in ended.errors
    assert ended.errors.startswith("TM101  add ")


@pytest.mark.parametrize("command", ["diff", "fix", "relations"])
def test_nothing_else_does(command: str) -> None:
    assert through_codemod(command, "--output-format", "sarif").code == 2
