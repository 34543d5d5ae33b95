"""What does `--trace` make of a recorded run: evidence for receivers and arguments, and writes that no call shows?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import Ended, through_codemod
from golden_cases import SCHOOL
from traced_project import TRACE, Project

from through_codemod.changes import Edit
from through_codemod.evidence import Seen
from through_codemod.relations import RelationMap
from through_codemod.trace import FORMAT, Write

WRITES = """
    def join(group, person, persons, keys):
        group.members.add(person)
        group.members.add(*persons)
        group.members.set(keys)
        group.members.remove(person)
        group.members.add(person, keys[0])

    def either(group, person):
        group.members.add(person)

    def two(first, second, person):
        first.members.add(person); second.members.add(person)

    def never(group, person):
        group.members.add(person)

    def by_name(group, name, person):
        getattr(group, name).add(person)

    def handed(manager, person):
        manager.add(person)

    def nested(group, other, name):
        group.members.add(
            other.members.create(name=name)
        )
"""
TESTS = """
    from django import forms
    from django.core import serializers
    from django.core.management import call_command
    from django.test import TestCase
    from clubs.models import Band, Club, Person
    from clubs import writes

    class ClubForm(forms.ModelForm):
        class Meta:
            model = Club
            fields = ["name", "members"]

    class Writes(TestCase):
        def setUp(self):
            self.club, self.band = Club.objects.create(name="c"), Band.objects.create(name="b")
            self.person, self.other = Person.objects.create(name="p"), Person.objects.create(name="q")

        def call(self, name, *given):
            getattr(writes, name)(*given)  # so that no caller shows

        def test_writes(self):
            self.call("join", self.club, self.person, [self.person], [self.other.pk])
            self.call("either", self.club, self.person)
            self.call("either", self.band, self.person)
            self.call("two", self.club, self.band, self.person)
            self.call("by_name", self.club, "members", self.person)
            self.call("handed", self.club.members, self.person)
            self.call("nested", self.club, self.band, "r")

        def test_form(self):
            for _ in range(2):
                ClubForm({"name": "c", "members": [self.person.pk]}).save()  # on one line

        def test_fixture(self):
            call_command("loaddata", "one", verbosity=0)
"""
FIXTURE = [{"model": "clubs.club", "pk": 7, "fields": {"name": "c", "members": []}}]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with its trace."""
    made = Project.made(tmp_path_factory.mktemp("project"), TESTS)
    made.write("clubs/writes.py", WRITES)
    (made.folder / "clubs" / "fixtures").mkdir()
    made.write("clubs/fixtures/one.json", json.dumps(FIXTURE))
    done = made.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    relations = made.through_codemod("relations", "--output-format", "json")
    (made.folder / "map.json").write_text(relations.stdout)
    return made


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    return project


def findings(*arguments: str) -> list[dict[str, Any]]:
    done = through_codemod("check", "--map", "map.json", "--output-format", "json", *arguments)
    assert done.code == 1, done.errors
    found: list[dict[str, Any]] = json.loads(done.raw)["findings"]
    return found


def told(found: Sequence[dict[str, Any]], file: str) -> list[tuple[Any, ...]]:
    return [
        (
            item["line"],
            item["method"],
            item["applicability"],
            item["reason"]["name"] if item["reason"] else [caveat["name"] for caveat in item["caveats"]],
            item["receiver_model"],
            item["arguments"],
        )
        for item in found
        if item["file"] == file
    ]


def test_what_reading_does_not_tell_is_known_by_the_trace(here: Project) -> None:
    left = ("unknown-receiver", None, [])
    traced = "receiver-traced"
    both = [traced, "argument-traced"]
    assert {item[2:] == ("left", *left) for item in told(findings("clubs/writes.py"), "clubs/writes.py")} == {True}
    assert told(findings("clubs/writes.py", "--trace", TRACE), "clubs/writes.py") == [
        (2, "add", "unsafe", both, "clubs.Club", ["instance"]),
        (3, "add", "unsafe", both, "clubs.Club", ["instance"]),
        (4, "set", "unsafe", both, "clubs.Club", ["key"]),
        (5, "remove", "unsafe", [traced], "clubs.Club", ["unknown"]),
        (6, "add", "unsafe", [traced, "argument-kind"], "clubs.Club", ["unknown", "unknown"]),
        (9, "add", "left", "ambiguous-receiver", None, []),
        (12, "add", "unsafe", both, "clubs.Club", ["instance"]),
        (12, "add", "unsafe", both, "clubs.Band", ["instance"]),
        (15, "add", "left", *left),
        (18, "add", "left", "no-call", "clubs.Club", []),
        (21, "add", "left", "no-call", "clubs.Club", []),
        (24, "add", "unsafe", both, "clubs.Club", ["instance"]),
        (25, "create", "unsafe", [traced], "clubs.Band", []),
    ]


def test_how_it_is_known_is_said(here: Project) -> None:
    done = through_codemod("check", "--map", "map.json", "--trace", TRACE, "-v", "clubs/writes.py")
    assert "    known by: trace: clubs.Club (1 write)\n" in done.output
    assert "that `group` is of clubs.Club (1 write) was seen in a recorded run, and the source does not" in done.output
    assert "it may be an instance of clubs.Band, clubs.Club" in done.output
    assert "`*persons` held instances in a recorded run (1 write)" in done.output


def test_what_no_call_shows_is_listed_with_who_makes_it(here: Project) -> None:
    options = ("--map", "map.json", "--trace", TRACE, "--select", "TM2", "clubs/test_clubs.py", "-q")
    does = "of clubs.Club, which deletes the clubs.Membership rows of those left out, and makes new ones with defaults"
    assert through_codemod("check", *options).lines == [
        "clubs/test_clubs.py:32:13: TM201 [left: no-call] the form clubs.test_clubs.ClubForm calls `members.set` "
        f"{does} only",
        f"clubs/test_clubs.py:35:9: TM204 [left: no-call] a fixture calls `members.set` {does} only",
    ]
    [form, _] = (item for item in findings("--trace", TRACE, "--select", "TM2") if item["code"] < "TM207")
    assert form["end_column"] == 72
    assert form["known_by"].startswith("trace: 2 writes, by django.db.models.fields.related:save_form_data, ")
    assert "save(commit=False)" in form["reason"]["message"]


def test_it_is_rewritten_with_unsafe_fixes_only(here: Project) -> None:
    options = ("--map", "map.json", "--trace", TRACE, "clubs/writes.py")
    assert through_codemod("diff", *options).output == ""
    diff = through_codemod("diff", *options, "--unsafe-fixes").output
    added = [line[1:].strip() for line in diff.splitlines() if line.startswith("+") and line[1:].strip()]
    assert "Membership.objects.get_or_create(club=group, person=person)" in added
    assert "Membership.objects.get_or_create(club=group, person_id=person_id)" in added
    assert [line for line in diff.splitlines() if line.startswith("-") and "either" in line] == []


def test_fix_writes_what_the_trace_tells(here: Project, tmp_path: Path) -> None:
    source = here.folder / "clubs" / "writes.py"
    done = through_codemod(
        *("fix", "-", "--stdin-filename", "clubs/writes.py", "--map", "map.json", "--trace", TRACE, "--unsafe-fixes"),
        stdin=source.read_bytes(),
    )
    assert done.code == 1, done.errors
    assert "Playing.objects.get_or_create(band=second, person=person)\n" in done.output
    assert done.output.endswith(
        "    person = Person.objects.create(name=name)\n"
        "    Playing.objects.create(band=other, person=person)\n"
        "    Membership.objects.get_or_create(club=group, person=person)\n"
    )
    left = ["9:5: TM101", "15:5: TM101", "18:5: TM207", "21:5: TM207"]
    remaining = [line for line in done.errors.splitlines() if "[left: " in line]
    assert [line.partition(" [")[0].removeprefix("clubs/writes.py:") for line in remaining] == left
    assert "9 fixed, 4 left" in done.errors
    compile(done.output, "writes.py", "exec")


def test_codes_comments_and_exit_codes_hold_for_what_no_call_shows(here: Project, tmp_path: Path) -> None:
    options = ("--map", "map.json", "--trace", TRACE)
    assert through_codemod("check", *options, "clubs/test_clubs.py").code == 1
    assert through_codemod("check", *options, "clubs/test_clubs.py", "--ignore", "TM2").code == 0
    assert through_codemod("check", *options, "clubs", "--exclude", "clubs").lines == [
        "nothing to report; 0 files scanned"
    ]
    done = through_codemod("check", *options, "clubs", "--select", "TM201,TM204", "--statistics")
    counted = {"TM201  form                    1  (1 left)", "TM204  fixture                 1  (1 left)"}
    assert counted <= set(done.lines)


def test_a_comment_silences_what_no_call_shows_and_is_stale_only_with_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "save()  # through: ignore[TM201] as it is meant\nsave()\nx = 1  # through: ignore[TM202]\n"
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(1), seen(2))
    found = [line.partition(" calls ")[0] for line in ended.lines if line.startswith("views.py")]
    assert found == [
        "views.py:2:1: TM201 [left: no-call] a form",
        "views.py:3:8: TM902 no TM202 is silenced here; delete it",
    ]
    assert through_codemod("check", "--map", "map.json", "views.py").code == 0


def seen(
    line: int,
    end: tuple[int, int, int] | tuple[()] = (),
    by: Sequence[str] = ("django.forms.models:_save_m2m",),
    **other: Any,
) -> Write:
    place = (line, *(end or (None, None, None)))
    write = (*place, "add", "students", "school.Course.students", "forward", "school.Enrollment", "school.Course")
    return Write("views.py", *write, (), tuple(by), None)._replace(**other)


def hand_made(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    relations: RelationMap,
    source: str,
    *writes: Write,
    digest: str | None = None,
    command: Sequence[str] = ("check", "."),
) -> Ended:
    """Return how a command ends in a folder with one file, and a trace that says `writes`."""
    monkeypatch.chdir(folder)
    (folder / "views.py").write_text(source)
    (folder / "map.json").write_text(relations.to_json())
    digest = digest or hashlib.sha256(source.encode()).hexdigest()
    items = [{**write._asdict(), "sha256": digest, "count": 3} for write in writes]
    (folder / "trace.json").write_text(json.dumps({"through-codemod trace": FORMAT, "writes": items}))
    return through_codemod(*command, "--map", "map.json", "--trace", "trace.json", "-v")


CALL = "def join(course, student):\n    course.students.add(student)\n"


def test_a_source_that_changed_is_told_and_its_writes_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL, seen(2, by=()), digest="0" * 64)
    assert ended.errors == (
        "through-codemod: trace.json: ignored, as the source changed since it was recorded: views.py; record it anew\n"
    )
    assert "unknown-receiver" in ended.output


@pytest.mark.parametrize("line", [0, 3, 4, 99])
def test_a_line_that_holds_no_code_is_told_and_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap, line: int
) -> None:
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL + "\n# no code\n", seen(line))
    assert ended.errors == (
        f"through-codemod: trace.json: ignored, as the source has no code there: views.py:{line}; record it anew\n"
    )
    assert "TM2" not in ended.output


def test_files_that_are_gone_are_told_and_those_that_are_not_asked_about_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    (tmp_path / "other.py").write_text("changed")
    writes = [seen(1, file=name) for name in ("gone.py", "other.py")]
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL, *writes, command=("check", "views.py"))
    assert ended.errors == (
        "through-codemod: trace.json: ignored, as the source cannot be read any more: gone.py; record it anew\n"
    )


def test_two_relations_on_one_line_need_columns_to_be_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "def join(a, b, student):\n    a.students.add(student); b.students.add(student)\n"
    blind = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, by=()))
    assert blind.output.count("left: unknown-receiver") == 2
    first = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, (2, 4, 27), by=()))
    assert first.output.count("left: unknown-receiver") == 1
    assert "views.py:2:5: TM101 [unsafe: receiver-traced" in first.output


def test_the_line_is_enough_for_the_only_call_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "def join(a, student):\n    a.students.add(\n        student,\n    )\n"
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, by=()))
    assert "known by: trace: school.Course (3 writes)" in ended.output


def test_a_library_s_write_behind_a_call_does_not_tell_whose_call_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL, seen(2, (2, 4, 32), by=("shop.lines:add",)))
    assert [line.partition("]")[0] for line in ended.lines if line.startswith("views.py")] == [
        "views.py:2:5: TM101 [left: unknown-receiver",
        "views.py:2:5: TM206 [left: no-call",
    ]


def test_a_relation_that_the_map_does_not_have_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL, seen(2, by=(), relation="school.Course.pupils"))
    assert "[left: unknown-receiver]" in ended.output


def test_what_no_call_shows_is_told_once_beside_what_one_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "def join(a, b, name, student):\n    a.students.add(student); getattr(b, name).set([student])\n"
    kinds = (("key",), ("instance",))
    writes = [seen(2, by=(), method="set", arguments=arguments) for arguments in kinds]
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, by=()), *writes)
    assert [line.partition(",")[0].partition("]")[0] for line in ended.lines if line.startswith("views.py")] == [
        "views.py:2:5: TM101 [unsafe: receiver-traced",
        "views.py:2:5: TM207 [left: no-call",
    ]
    assert "known by: trace: 6 writes" in ended.output


def test_what_the_source_tells_goes_before_the_trace_but_not_against_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "from school.models import Course, Team\n\n\ndef join(x: Course, student):\n    x.students.add(student)\n"
    agreed = hand_made(tmp_path, monkeypatch, school_map, source, seen(5, by=(), arguments=("instance",)))
    assert "[unsafe: argument-traced]" in agreed.output
    assert "known by: annotation x: Course" in agreed.output
    other = next(
        relation
        for relation in school_map.relations
        if relation.accessor != "students" and relation.direction == "forward"
    )
    label = school_map.models[other.owner].label
    write = seen(5, by=(), accessor=other.accessor, relation=other.field, receiver=label)
    against = hand_made(tmp_path, monkeypatch, school_map, source, write)
    assert "[left: ambiguous-receiver]" in against.output
    assert f"a recorded run saw that of {label} (3 writes), which the source rules out" in against.output


@pytest.mark.parametrize(
    ("choice", "reason", "relation"),
    [
        ("course.students", "accessor-alias", "school.Course.students"),
        ("course.students if student else student.courses", "ambiguous-receiver", None),
        ("course.students.db_manager('other')", "accessor-configured", "school.Course.students"),
    ],
)
def test_what_a_run_saw_of_an_accessor_that_was_read_elsewhere_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    school_map: RelationMap,
    choice: str,
    reason: str,
    relation: str | None,
) -> None:
    source = (
        "from school.models import Course, Student\n\n\ndef join(course: Course, student: Student):\n"
        f"    for members in [{choice}]:\n        members.add(student)\n"
    )
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(6, by=()))
    assert f"[left: {reason}]" in ended.output
    assert "a recorded run saw that of school.Course (3 writes)" in ended.output
    [found] = findings("--map", "map.json", "--trace", "trace.json")
    assert found["relation"] == relation


def test_an_accessor_that_only_the_trace_knows_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = "def join(course, name, student):\n    course.students; getattr(course, name).add(student)\n"
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, by=()))
    assert "[left: accessor-alias]" in ended.output
    assert "known by: trace: school.Course (3 writes)" in ended.output


@pytest.mark.parametrize("annotation", ["", ": Course"])
def test_what_a_run_saw_of_a_manager_that_was_handed_over_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap, annotation: str
) -> None:
    source = (
        "from school.models import Course\n\n\ndef enrol(manager, student):\n    manager.add(student)\n\n\n"
        f"def view(course{annotation}, student):\n    enrol(course.students, student)\n"
    )
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(5, by=()))
    assert [line for line in ended.lines if line.startswith("views.py")] == [
        "views.py:5:5: TM101 [left: accessor-alias] `manager.add` may write to school.Enrollment"
    ]
    assert "a recorded run saw that of school.Course (3 writes)" in ended.output
    assert "handed over by views.py:9" in ended.output
    assert "known by: trace: school.Course (3 writes)" in ended.output


def test_a_library_s_write_with_nothing_of_the_project_behind_it_is_listed_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    (tmp_path / "lib" / "site-packages" / "tagger").mkdir(parents=True)
    (tmp_path / "lib" / "site-packages" / "tagger" / "core.py").write_text(CALL)
    write = seen(2, by=("tagger.core:join",), file="lib/site-packages/tagger/core.py")
    options = ("--exclude", "lib")
    digest = hashlib.sha256(CALL.encode()).hexdigest()
    ended = hand_made(
        tmp_path, monkeypatch, school_map, "x = 1\n", write, digest=digest, command=("check", ".", *options)
    )
    assert ended.lines[0] == (
        "lib/site-packages/tagger/core.py:2:1: TM206 [left: no-call] tagger.core.join() calls `students.add` of "
        "school.Course, which makes school.Enrollment rows with defaults only, and does not call save()"
    )
    one = hand_made(tmp_path, monkeypatch, school_map, "x = 1\n", write, digest=digest, command=("check", "views.py"))
    assert one.code == 0


def test_a_baseline_knows_a_library_s_write_wherever_the_library_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    folder, digest = tmp_path / "site", hashlib.sha256(CALL.encode()).hexdigest()
    folder.mkdir()

    def run(venv: str, *options: str) -> Ended:
        home = tmp_path / venv / "site-packages" / "tagger"
        home.mkdir(parents=True, exist_ok=True)
        (home / "core.py").write_text(CALL)
        write = seen(2, by=("tagger.core:join",), file=f"../{venv}/site-packages/tagger/core.py")
        command = ("check", ".", "--baseline", "known.jsonl", *options)
        return hand_made(folder, monkeypatch, school_map, "x = 1\n", write, digest=digest, command=command)

    assert run("mine/lib/python3.11", "--write-baseline").code == 0
    (entry,) = (folder / "known.jsonl").read_text().splitlines()[1:]
    assert json.loads(entry)["file"] == "site-packages/tagger/core.py"
    assert run("yours/lib/python3.12").code == 0
    assert run("yours/lib/python3.12", "--write-baseline").code == 0
    assert (folder / "known.jsonl").read_text().splitlines()[1:] == [entry]


@pytest.mark.parametrize(
    ("by", "code", "who"),
    [
        (("django.forms.models:_save_m2m", "django.contrib.admin.options:save_related"), "TM202", "an admin page"),
        (("rest_framework.serializers:update",), "TM203", "a serializer"),
        (("django.core.serializers.base:save",), "TM204", "a fixture"),
        (("factory.base:create",), "TM205", "a factory"),
        (("model_bakery.baker:make",), "TM205", "a factory"),
        (("contextlib:close", "taggit.managers:add"), "TM206", "taggit.managers.add()"),
        (("contextlib:close",), "TM207", "a call that is not spelled out"),
    ],
)
def test_who_writes_is_told_by_the_functions_on_the_way(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    school_map: RelationMap,
    by: Sequence[str],
    code: str,
    who: str,
) -> None:
    ended = hand_made(tmp_path, monkeypatch, school_map, "save()\n", seen(1, (1, 0, 6), by=by))
    assert ended.lines[0].startswith(f"views.py:1:1: {code} [left: no-call] {who} calls `students.add`")
    assert through_codemod("explain", code).code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "No such file or directory; `through-codemod trace -- COMMAND` records one"), ("[]", "not a trace")],
)
def test_what_is_no_trace_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap, text: str | None, said: str
) -> None:
    hand_made(tmp_path, monkeypatch, school_map, CALL)
    os.unlink("trace.json")
    if text is not None:
        Path("trace.json").write_text(text)
    ended = through_codemod("check", "--map", "map.json", "--trace", "trace.json")
    assert (ended.code, ended.output) == (2, "")
    assert said in ended.errors


def test_a_project_that_was_moved_and_one_behind_a_link_are_known_again(project: Project, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(project.folder, moved)
    (tmp_path / "link").symlink_to(moved)
    for folder in (moved, tmp_path / "link"):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setenv("PWD", str(folder))
            found = findings("clubs/writes.py", "--trace", str(folder / TRACE))
        assert sum("receiver-traced" in str(item["caveats"]) for item in found) == 9


def test_columns_count_characters_and_lines_end_where_python_has_them_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    source = 'x = "\x0c\u2028"\ny = "ßß"; save("ß"); z = 1\n'
    line = source.encode().split(b"\n")[1]
    start, end = line.index(b"save"), line.index(b"; z")
    ended = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, (2, start, end)))
    assert ended.lines[0].startswith("views.py:2:11: TM201 ")
    wrong = hand_made(tmp_path, monkeypatch, school_map, source, seen(2, (2, 6, 9_999)))
    assert wrong.code == 1
    assert "internal error" not in wrong.output


def test_it_holds_in_worker_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap) -> None:
    for number in range(12):
        (tmp_path / f"more{number}.py").write_text(CALL)
    ended = hand_made(tmp_path, monkeypatch, school_map, CALL, seen(2, by=()), command=("check", ".", "--jobs", "2"))
    assert "views.py:2:5: TM101 [unsafe: receiver-traced" in ended.output
    assert ended.output.count("[left: unknown-receiver]") == 12


def test_what_the_school_s_tests_write_is_what_reading_finds(tmp_path: Path) -> None:
    shutil.copytree(SCHOOL, tmp_path / "school")
    school = Project(tmp_path / "school")
    done = school.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    ended = school.through_codemod("check", "--output-format", "json", "--trace", TRACE)
    found = {(item["file"], item["line"], item["method"]): item for item in json.loads(ended.stdout)["findings"]}
    counts = school.recorded().counts
    assert sum(counts.values()) == 17
    for write in counts:
        finding = found[write.file, write.line, write.method]
        assert (finding["relation"], finding["receiver_model"]) == (write.relation, write.receiver)
        assert not any(caveat["name"] == "receiver-traced" for caveat in finding["caveats"])


def test_a_baseline_keeps_what_only_a_trace_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    hand_made(tmp_path, monkeypatch, school_map, "save()\n", seen(1))
    options = ("check", ".", "--map", "map.json", "--baseline", "known.json")
    assert through_codemod(*options, "--trace", "trace.json", "--write-baseline").code == 0
    assert through_codemod(*options, "--trace", "trace.json").code == 0
    assert through_codemod(*options).code == 0
    Path("views.py").write_text("x = 1\n")
    assert through_codemod(*options).code == 0
    hand_made(tmp_path, monkeypatch, school_map, "save()\n", seen(1, by=("django.core.serializers.base:save",)))
    again = through_codemod(*options, "--trace", "trace.json")
    assert again.code == 1
    assert "TM204" in again.output
    assert "1 of TM201 school.Course.students are known in views.py, and none found" in again.output


def test_codes_that_a_file_is_not_to_be_told_of_are_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap
) -> None:
    hand_made(tmp_path, monkeypatch, school_map, "save()\n", seen(1))
    options = ("check", ".", "--map", "map.json", "--trace", "trace.json")
    assert through_codemod(*options, "--per-file-ignores", "views.py:TM201").code == 0
    assert through_codemod(*options, "--per-file-ignores", "views.py:TM202").code == 1


def test_what_was_seen_moves_with_its_lines() -> None:
    before = Seen(tuple((seen(line, (line + 1, 0, 9)), 1) for line in (1, 4, 10)))
    after = before.after([Edit(3, 5, 3, 9), Edit(7, 7, 11, 12)])
    assert [(write.line, write.end_line) for write, _ in after.writes] == [(1, 2), (15, 16)]


@pytest.mark.parametrize(
    ("kinds", "caveat", "passed"),
    [
        (("instance",), "argument-traced", "student=student_id"),
        (("key",), "argument-kind", "student_id=student_id"),
        (("instance", "key"), "argument-kind", "student_id=student_id"),
    ],
)
def test_an_annotation_that_says_a_key_is_not_believed_where_a_run_saw_instances(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    school_map: RelationMap,
    kinds: tuple[str, ...],
    caveat: str,
    passed: str,
) -> None:
    source = "from school.models import Course\n\n\ndef enrol(course: Course, student_id: int):\n"
    source += "    course.students.add(student_id)\n"
    write = seen(5, by=(), arguments=kinds)
    ended = hand_made(tmp_path, monkeypatch, school_map, source, write, command=("diff", ".", "--unsafe-fixes"))
    assert passed in ended.output
    ended = hand_made(tmp_path, monkeypatch, school_map, source, write)
    assert f"[unsafe: {caveat}]" in ended.output
