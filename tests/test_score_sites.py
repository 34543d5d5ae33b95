"""Does the scorer judge a finding by its label, and keep the sites to itself where it should?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from score_sites import Judged, Outcome, judge, main, rows, table

TARGET = {
    "repo": "owner/name",
    "commit": "0" * 40,
    "file": "app/work.py",
    "line": 6,
    "col": 4,
    "method": "add",
    "accessor": "members",
    "kind": "target",
    "relation": "app.Team.members",
    "direction": "forward",
    "how": "annotation",
}
DECOY = TARGET | {"kind": "decoy", "relation": None, "direction": None}
FINDING = {
    "file": "app/work.py",
    "line": 6,
    "code": "TM101",
    "method": "add",
    "accessor": "members",
    "relation": "app.Team.members",
    "direction": "forward",
    "receiver": "team",
    "known_by": "annotation",
    "applicability": "safe",
    "caveats": [],
    "reason": None,
}
LEFT = FINDING | {"applicability": "left", "reason": {"name": "value-used", "message": ""}}
UNKNOWN = LEFT | {"relation": None, "direction": None}


@pytest.mark.parametrize(
    ("label", "finding", "outcome", "known"),
    [
        (TARGET, FINDING, Outcome.SAFE, True),
        (TARGET, FINDING | {"applicability": "unsafe"}, Outcome.UNSAFE, True),
        (TARGET, FINDING | {"method": "aadd"}, Outcome.SAFE, True),
        (TARGET, LEFT, Outcome.LEFT, True),
        (TARGET, UNKNOWN, Outcome.LEFT, False),
        (TARGET, FINDING | {"relation": "app.Club.members"}, Outcome.WRONG, False),
        (TARGET, FINDING | {"direction": "reverse"}, Outcome.WRONG, False),
        (TARGET, FINDING | {"line": 7}, Outcome.MISSED, False),
        (TARGET, FINDING | {"file": "other/work.py"}, Outcome.MISSED, False),
        (TARGET, FINDING | {"method": "remove"}, Outcome.MISSED, False),
        (TARGET, FINDING | {"accessor": "leaders"}, Outcome.MISSED, False),
        (TARGET, FINDING | {"code": "TM902"}, Outcome.MISSED, False),
        (DECOY, FINDING, Outcome.TOUCHED, False),
        (DECOY, UNKNOWN, Outcome.REPORTED, False),
        (DECOY, FINDING | {"line": 7}, Outcome.UNTOUCHED, False),
    ],
)
def test_outcome(label: dict[str, object], finding: dict[str, object], outcome: Outcome, known: bool) -> None:
    (judged,) = judge([label], [finding]).judged
    assert (judged.outcome, judged.is_known) == (outcome, known)


def test_a_finding_belongs_to_one_label_and_the_others_are_counted() -> None:
    score = judge([TARGET, TARGET], [FINDING, FINDING | {"line": 9}, LEFT | {"line": 9}])
    assert [site.outcome for site in score.judged] == [Outcome.SAFE, Outcome.MISSED]
    assert score.beside == {"safe": 1, "left": 1}


def test_findings_are_relative_to_the_folder_where_check_ran() -> None:
    (judged,) = judge([TARGET], [FINDING | {"file": "work.py"}], "app").judged
    assert judged.outcome is Outcome.SAFE


def test_sums() -> None:
    judged = [*judge([TARGET, DECOY], [FINDING]).judged, *judge([TARGET, TARGET], [LEFT]).judged]
    head, *lines = rows(judged, "repo")
    assert [line[0] for line in lines] == ["owner/name", "all"]
    assert lines[0][1:] == lines[1][1:]
    sums = dict(zip(head, lines[0], strict=True))
    told = {"targets": "3", "found": "2", "known": "2", "left": "1", "missed": "1", "resolved": "33.3 %"}
    assert sums == sums | told | {"look-alikes": "1", "touched": "0", "reported": "0"}


def test_a_table_aligns_numbers_to_the_right() -> None:
    assert table([["a", "n"], ["long", "1"], ["b", "10"]]) == "a      n\nlong   1\nb     10"


def test_nothing_is_judged_without_labels() -> None:
    assert list(rows([], "how"))[-1][:3] == ["all", "0", "0"]
    assert Judged(TARGET, None, Outcome.MISSED).reasons == []


@pytest.fixture
def repositories(tmp_path: Path) -> Path:
    """A labels file, and a repository of one app with a write that is known and one that is not."""
    app = tmp_path / "owner+name" / "app"
    app.mkdir(parents=True)
    (app / "__init__.py").touch()
    (app.parent / "settings.py").write_text('INSTALLED_APPS = ["app"]\n')
    (app / "models.py").write_text(
        "from django.db import models\n\n\nclass Person(models.Model):\n    pass\n\n\n"
        "class Team(models.Model):\n"
        '    members = models.ManyToManyField(Person, through="Membership")\n\n\n'
        "class Membership(models.Model):\n"
        "    team = models.ForeignKey(Team, models.CASCADE)\n"
        "    person = models.ForeignKey(Person, models.CASCADE)\n"
        "    class Meta:\n"
        '        unique_together = [("team", "person")]\n'
    )
    (app / "work.py").write_text(
        "from app.models import Person, Team\n\n\n"
        "def run(team: Team, person: Person, anything):\n"
        "    anything.members.add(person)\n"
        "    team.members.add(person)\n"
    )
    labels = [TARGET, TARGET | {"line": 5, "how": "by name"}, TARGET | {"repo": "owner/elsewhere"}]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels))
    return tmp_path


def test_a_repository_is_checked(repositories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(repositories / "labels.jsonl"), str(repositories), "--static", "-v"]) == 0
    out, err = capsys.readouterr()
    assert "owner/elsewhere: not here, 1 labels skipped" in err
    assert "left | owner/name app/work.py:5 | anything.members.add | unknown-receiver | by name" in out
    assert "work.py:6" not in out
    assert "50.0 %" in out


def test_the_summary_shows_no_site(repositories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(repositories / "labels.jsonl"), str(repositories), "--static", "--summary"]) == 0
    out, err = capsys.readouterr()
    assert "unknown-receiver" in out
    assert "work.py" not in out + err


def test_a_repository_that_cannot_be_checked_is_named(repositories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = repositories / "live.toml"
    live.write_text('["owner/name"]\narguments = ["--settings", "no.such.settings"]\n')
    assert main([str(repositories / "labels.jsonl"), str(repositories), "--live", str(live)]) == 2
    assert "owner/name: check ended with 2" in capsys.readouterr().err
