"""Do the reports say what was found, and do diffs apply byte for byte?"""

from __future__ import annotations

import io
import json
import random
import subprocess
from pathlib import Path

import pytest
from golden_cases import GOLDEN

from through_codemod.codemod import Applicability, Finding
from through_codemod.config import CODES
from through_codemod.reasons import Caveat, CaveatName, Left, Reason
from through_codemod.relations import RelationMap
from through_codemod.report import Change, FileReport
from through_codemod.report.diff import colored, decoded, unified_diff
from through_codemod.report.examples import EXAMPLES, Example
from through_codemod.report.explain import EXPLANATIONS, WIDTH, example, explanation
from through_codemod.report.json_report import json_report
from through_codemod.report.names import ADVICE, CAVEATS, explained
from through_codemod.report.terminal import shows_colors
from through_codemod.report.text import finding_lines, statistics, statistics_lines, summary

SAFE = Finding(
    code="TM101",
    message="Course.students.add writes to Enrollment",
    line=3,
    column=5,
    end_line=3,
    end_column=33,
    applicability=Applicability.SAFE,
    method="add",
    accessor="students",
    relation="school.Course.students",
    direction="forward",
    through="school.Enrollment",
    receiver="course",
    receiver_model="school.Course",
    known_by="annotation Course",
    arguments=("instance",),
    notes=("assertNumQueries nearby may count otherwise",),
    replacement="Enrollment.objects.get_or_create(course=course, student=student)",
    fixed=True,
)
UNSAFE = Finding(
    code="TM103",
    message="a set",
    line=4,
    column=1,
    end_line=4,
    end_column=9,
    applicability=Applicability.UNSAFE,
    caveats=(Caveat("m2m-changed", "receivers are not called"), Caveat("save-called", "save() runs")),  # type: ignore[arg-type]
)
LEFT = Finding(
    code="TM101",
    message="a write",
    line=5,
    column=1,
    end_line=5,
    end_column=9,
    applicability=Applicability.LEFT,
    reason=Left("unknown-receiver", "the receiver's model is not known here"),  # type: ignore[arg-type]
)
UNPARSED = Finding("TM901", "file not parsed: invalid syntax", 7, 2, 7, 2, Applicability.LEFT)
STALE = Finding("TM902", "the comment silences nothing", 8, 1, 8, 9, Applicability.LEFT)
REPORTS = [FileReport("a.py", (SAFE, UNSAFE, LEFT)), FileReport("b.py", (UNPARSED, STALE))]


def test_a_finding_is_a_line() -> None:
    assert [line for report in REPORTS for line in finding_lines(report)] == [
        "a.py:3:5: TM101 [fixed] Course.students.add writes to Enrollment",
        "a.py:4:1: TM103 [unsafe: m2m-changed, save-called] a set",
        "a.py:5:1: TM101 [left: unknown-receiver] a write",
        "b.py:7:2: TM901 file not parsed: invalid syntax",
        "b.py:8:1: TM902 the comment silences nothing",
    ]


def test_with_details_the_rest_follows() -> None:
    assert list(finding_lines(REPORTS[0], details=True)) == [
        "a.py:3:5: TM101 [fixed] Course.students.add writes to Enrollment",
        "    note: assertNumQueries nearby may count otherwise",
        "    known by: annotation Course",
        "a.py:4:1: TM103 [unsafe: m2m-changed, save-called] a set",
        "    m2m-changed: receivers are not called",
        "    save-called: save() runs",
        "a.py:5:1: TM101 [left: unknown-receiver] a write",
        "    unknown-receiver: the receiver's model is not known here",
    ]


def test_colors_are_added_where_they_are_wanted() -> None:
    assert next(finding_lines(FileReport("a.py", (LEFT,)), colors=True)) == (
        "\033[1ma.py:5:1:\033[0m TM101 \033[31m[left: unknown-receiver]\033[0m a write"
    )


@pytest.mark.parametrize(
    ("reports", "scanned", "said"),
    [
        ([], 1, "nothing to report; 1 file scanned"),
        (REPORTS, 20, "1 fixed, 1 unsafe, 1 left, 1 file not processed, 1 stale suppression; 20 files scanned"),
        (
            [*REPORTS[1:], *REPORTS[1:]],
            0,
            "2 files not processed, 2 stale suppressions; 0 files scanned",
        ),
    ],
)
def test_the_summary_counts(reports: list[FileReport], scanned: int, said: str) -> None:
    assert summary(reports, scanned) == said


def test_statistics() -> None:
    assert statistics(REPORTS) == {
        "TM101": {"left": 1, "fixed": 1},
        "TM103": {"unsafe": 1},
        "TM901": {"left": 1},
        "TM902": {"left": 1},
    }
    assert list(statistics_lines(REPORTS))[:2] == [
        "TM101  add                     2  (1 left, 1 fixed)",
        "TM103  set                     1  (1 unsafe)",
    ]


def test_the_json_report_has_the_whole_schema(school_map: RelationMap) -> None:
    body = json.loads(json_report(REPORTS, school_map, 20))
    findings = body.pop("findings")
    assert body == {"version": "0.1.0", "django": school_map.django, "relations_from": "live", "files_scanned": 20}
    assert findings[0] == {
        "file": "a.py",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 33,
        "code": "TM101",
        "method": "add",
        "accessor": "students",
        "relation": "school.Course.students",
        "direction": "forward",
        "through": "school.Enrollment",
        "receiver": "course",
        "receiver_model": "school.Course",
        "known_by": "annotation Course",
        "arguments": ["instance"],
        "applicability": "safe",
        "caveats": [],
        "notes": ["assertNumQueries nearby may count otherwise"],
        "reason": None,
        "replacement": "Enrollment.objects.get_or_create(course=course, student=student)",
    }
    assert findings[1]["caveats"][0] == {"name": "m2m-changed", "message": "receivers are not called"}
    assert findings[2]["reason"] == {
        "name": "unknown-receiver",
        "message": "the receiver's model is not known here",
    }
    assert findings[3]["reason"] == {"name": "not-processed", "message": "file not parsed: invalid syntax"}
    assert findings[4]["reason"] == {"name": "stale-suppression", "message": "the comment silences nothing"}
    assert {finding["method"] for finding in findings[3:]} == {None}


def test_the_json_report_can_say_what_was_fixed(school_map: RelationMap) -> None:
    body = json.loads(json_report(REPORTS, school_map, 20, with_fixed=True, more={"diff": "..."}))
    assert [finding["fixed"] for finding in body["findings"]] == [True, False, False, False, False]
    assert body["diff"] == "..."


def applied(diff: bytes, path: str, before: bytes, directory: Path, *command: str) -> bytes:
    """What a program that applies diffs makes of the file."""
    file = directory / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(before)
    subprocess.run(command, cwd=directory, input=diff, check=True, capture_output=True)
    return file.read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\nb", b"a\nB"),
        (b"a\nb", b"a\nb\n"),
        (b"a\nb\n", b"a\nb"),
        (b"a\n", b"import x\na\n"),
        (b"", b"a\n"),
        (b"a\n", b""),
        (b"a\r\nb\r\n\fc\r\n", b"a\r\nB\r\n\fc\r\n"),
        ("é\nà\n".encode("latin-1"), "é\nÀ\n".encode("latin-1")),
        (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfa\nB\n"),
        (b"a\x0cb\x85c\rd\nb\n", b"a\x0cb\x85c\rd\nB\n"),
        (b"".join(b"%d\n" % i for i in range(100)), b"".join(b"%d\n" % i for i in range(100) if i not in (3, 50))),
    ],
)
def test_git_apply_takes_a_diff(before: bytes, after: bytes, tmp_path: Path) -> None:
    diff = unified_diff("app/a file.py", Change(before, after))
    assert applied(diff, "app/a file.py", before, tmp_path, "git", "apply", "-") == after


def test_random_changes_apply(tmp_path: Path) -> None:
    rng = random.Random(1)
    for number in range(30):
        before = [b"%d\n" % rng.randrange(9) for _ in range(rng.randrange(60))]
        after = [line for line in before if rng.random() > 0.1]
        for _ in range(rng.randrange(1, 5)):
            after.insert(rng.randrange(len(after) + 1), b"new %d\n" % rng.randrange(9))
        change = Change(b"".join(before), b"".join(after))
        path = f"{number}.py"
        assert applied(unified_diff(path, change), path, change.before, tmp_path, "git", "apply", "-") == change.after


def test_the_diff_of_nothing_is_nothing() -> None:
    assert unified_diff("a.py", Change(b"a\n", b"a\n")) == b""


def test_a_diff_reads_as_it_does_elsewhere() -> None:
    lines = [b"%d\n" % number for number in range(1, 12)]
    diff = unified_diff("/srv/a.py", Change(b"".join(lines), b"".join([*lines[:5], b"six\n", *lines[6:]])))
    assert diff.decode() == (
        "diff --git a/srv/a.py b/srv/a.py\n--- a/srv/a.py\n+++ b/srv/a.py\n"
        "@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# coding: latin-1\né\n".encode("latin-1"), "+é\n"),
        ("é\n".encode(), "+é\n"),
        (b"\xff\n", "+\ufffd\n"),
        (b"# coding: klingon\n\xff\n", "+\ufffd\n"),
    ],
)
def test_a_diff_is_read_in_the_encoding_of_its_file(source: bytes, text: str) -> None:
    assert decoded(b"+" + source.splitlines(keepends=True)[-1], Change(source, source)) == text


def test_a_diff_in_colors() -> None:
    assert colored("--- a/x\n@@ -1 +1 @@\n-a\n+b\n c\n") == (
        "\033[1m--- a/x\033[0m\n\033[36m@@ -1 +1 @@\033[0m\n\033[31m-a\033[0m\n\033[32m+b\033[0m\n c\n"
    )


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "colors"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colors(stream: io.StringIO, variables: dict[str, str], colors: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert shows_colors(stream) is colors


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    text = explanation(code)
    assert text is not None
    assert all(len(line) <= WIDTH for line in text.splitlines())


@pytest.mark.parametrize(("code", "known"), EXAMPLES.items())
def test_examples_are_golden_cases(code: str, known: Example) -> None:
    for kind, text in (("before", known.before), ("after", known.after)):
        head, _, body = (GOLDEN / f"{known.case}.{kind}.py").read_text("utf-8").partition("def run(")
        assert head
        assert text == f"def run({body}"
    shown = example(code)
    assert shown is not None
    assert all(f"    {line}".rstrip() in shown for line in (known.before + known.after).splitlines())


def test_every_kind_of_call_has_an_example() -> None:
    assert set(EXAMPLES) == {code for code in CODES if code.startswith("TM1")}
    assert example("TM901") is None


@pytest.mark.parametrize("name", [*CaveatName, *Reason])
def test_every_name_is_explained(name: str) -> None:
    text = explained(name)
    assert text is not None
    assert text.startswith(f"{name} (")
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert set(CAVEATS) == set(CaveatName)
    assert set(ADVICE) == set(Reason)


def test_nothing_else_is() -> None:
    assert explained("unheard-of") is None
    assert set(EXPLANATIONS) == set(CODES)
    assert explanation("TM999") is None
