"""Does an editor see, and get, what the command line says and writes? By a client that knows the bytes only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from command_line import through_codemod
from editor import EVERYTHING, LITTLE, Editor, applied, editing
from golden_cases import SCHOOL

from through_codemod.relations import RelationMap

HEAD = "from school.models import Channel, Course, Person, Student\n\n\n"
EMOJI = f"""{HEAD}def run(course: Course, student: Student):
    "\N{PILE OF POO}\N{PILE OF POO} na\u00efve"; course.students.add(student); "\N{PILE OF POO}"
"""
SITES = f"""{HEAD}def run(course: Course, student: Student, channel: Channel, person: Person, other):
    course.students.add(student)
    channel.followers.add(person)
    other.students.clear()
    print(1)
"""
ELSEWHERE = {  # what is said of one rests on another
    "base.py": "from school.models import Course\n\n\nclass Page:\n    course: Course\n\n"
    "    def empty(self):\n        self.course.students.clear()\n",
    "heir.py": "from school.base import Page\n\n\nclass Mine(Page):\n    course = None\n",
    "called.py": "def empty(course):\n    course.students.clear()\n",
    "caller.py": "from school.called import empty\nfrom school.models import Course\n\n\n"
    "def run(course: Course):\n    empty(course)\n",
}
SAFE, UNSAFE, LEFT, NONE = range(4, 8)  # the lines of these, counted from 0


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, school_map: RelationMap) -> Path:
    root = tmp_path_factory.mktemp("projects") / "school"
    shutil.copytree(SCHOOL, root)
    for name, text in ELSEWHERE.items():
        (root / "school" / name).write_text(text, "utf-8")
    (root / "known.json").write_text(school_map.to_json(), "utf-8")
    return root


@pytest.fixture(scope="module")
def utf8(project: Path) -> Iterator[Editor]:
    with editing(project, options={"map": str(project / "known.json")}) as editor:
        yield editor


@pytest.fixture(scope="module")
def utf16(project: Path) -> Iterator[Editor]:
    capabilities = {**EVERYTHING, "general": {"positionEncodings": ["utf-16"]}}
    with editing(project, capabilities=capabilities, options={"map": str(project / "known.json")}) as editor:
        yield editor


@pytest.fixture(scope="module")
def plain(project: Path) -> Iterator[Editor]:
    """A client that can do little: it is sent its diagnostics, and edits by URI."""
    with editing(project, capabilities=LITTLE, options={"settings": {"map": str(project / "known.json")}}) as editor:
        yield editor


def line(number: int) -> dict[str, Any]:
    return {"start": {"line": number, "character": 4}, "end": {"line": number, "character": 4}}


def titles(actions: list[dict[str, Any]], kind: str | None = None) -> list[str]:
    return [action["title"] for action in actions if kind in (None, action["kind"])]


def edited(text: str, action: Mapping[str, Any], encoding: str = "utf-8") -> str:
    [change] = action["edit"]["documentChanges"]
    return applied(text, change["edits"], encoding)


# Positions


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_positions_and_edits_behind_emoji(
    encoding: str, newline: str, request: pytest.FixtureRequest, project: Path
) -> None:
    editor: Editor = request.getfixturevalue(encoding.replace("-", ""))
    assert editor.answer["capabilities"]["positionEncoding"] == encoding
    text = EMOJI.replace("\n", newline)
    uri = editor.open(project / "school" / f"emoji_{len(newline)}{ord(newline[0])}.py", text)
    [found] = editor.pull(uri)
    content = EMOJI.split("\n")[4]
    unit = 1 if encoding == "utf-8" else 2
    form = encoding if unit == 1 else "utf-16-le"
    start = len(content[: content.index("course")].encode(form)) // unit
    end = len(content[: content.index('; "\N{PILE OF POO}"')].encode(form)) // unit
    assert found["range"] == {"start": {"line": 4, "character": start}, "end": {"line": 4, "character": end}}
    inside = {"start": {"line": 4, "character": end - 1}, "end": {"line": 4, "character": end - 1}}
    [fix] = [action for action in editor.actions(uri, inside, ["quickfix"]) if action.get("isPreferred")]
    after = edited(text, editor.resolve(fix), encoding)
    assert after.split(newline)[4] == content.replace(
        "course.students.add(student)", "Enrollment.objects.get_or_create(course=course, student=student)"
    )
    assert after.startswith("from school.models import Channel, Course, Enrollment, Person, Student" + newline)
    behind = {"start": {"line": 4, "character": end + 2}, "end": {"line": 4, "character": end + 2}}
    assert editor.actions(uri, behind, ["quickfix"]) == []


def test_without_an_agreement_columns_are_utf_16(plain: Editor) -> None:
    assert plain.answer["capabilities"]["positionEncoding"] == "utf-16"


# Diagnostics


@pytest.mark.parametrize("name", ["services.py", "views.py", "tests.py", "models.py", "base.py", "called.py"])
def test_diagnostics_are_what_check_says(
    name: str, utf8: Editor, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "school" / name
    shown = utf8.pull(utf8.open(path))
    monkeypatch.chdir(project)
    ended = through_codemod("check", ".", "--map", "known.json", "--output-format", "json")
    said = [item for item in json.loads(ended.output)["findings"] if item["file"] == f"school/{name}"]
    assert len(said) == {"services.py": 6, "views.py": 3, "tests.py": 2, "models.py": 2}.get(name, 1)
    assert [
        (
            item["code"],
            item["range"]["start"]["line"] + 1,
            item["range"]["start"]["character"] + 1,
            item["range"]["end"]["line"] + 1,
            item["range"]["end"]["character"] + 1,
            item["data"],
        )
        for item in shown
    ] == [
        (
            item["code"],
            *(item[name] for name in ("line", "column", "end_line", "end_column")),
            {
                "applicability": item["applicability"],
                "why": ", ".join(caveat["name"] for caveat in item["caveats"])
                or (item["reason"] or {}).get("name", ""),
            },
        )
        for item in said
    ]


def test_what_a_diagnostic_says(utf8: Editor, project: Path) -> None:
    uri = utf8.open(
        project / "school" / "said.py", SITES + "    course.students.add()\nx = 1  # through: ignore[TM103]\n"
    )
    safe, unsafe, left, needless, stale = utf8.pull(uri)
    assert [item["code"] for item in (safe, unsafe, left, needless, stale)] == [
        "TM101",
        "TM101",
        "TM104",
        "TM101",
        "TM902",
    ]
    assert {item["source"] for item in (safe, unsafe, left)} == {"through-codemod"}
    assert [item["severity"] for item in (safe, unsafe, left)] == [2, 2, 3]
    assert safe["codeDescription"]["href"].startswith("https://docs.djangoproject.com/en/stable/")
    assert safe["codeDescription"]["href"].endswith(".add")
    assert "unsafe (m2m-changed): m2m_changed is no longer sent" in unsafe["message"]
    assert "left (unknown-receiver): " in left["message"]
    assert "tags" not in safe
    assert needless["tags"] == stale["tags"] == [1]
    assert "codeDescription" not in stale
    assert stale["range"]["end"]["character"] == len("x = 1  # through: ignore[TM103]")


def test_the_same_answer_is_not_sent_twice(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "twice.py", SITES)
    first = utf8.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    again = {"textDocument": {"uri": uri}, "previousResultId": first["resultId"]}
    assert utf8.ask("textDocument/diagnostic", again) == {"kind": "unchanged", "resultId": first["resultId"]}
    utf8.change(uri, 2, SITES.replace("course.students.add(student)", "pass"))
    assert len(utf8.ask("textDocument/diagnostic", again)["items"]) == len(first["items"]) - 1


def test_a_client_that_does_not_ask_is_told(plain: Editor, project: Path) -> None:
    uri = plain.open(project / "school" / "told.py", SITES)
    assert [item["code"] for item in plain.pushed(uri, 1)] == ["TM101", "TM101", "TM104"]
    assert "codeDescription" not in plain.pushed(uri, 1)[0]
    plain.change(uri, 2, HEAD)
    assert plain.pushed(uri, 2) == []
    plain.change(uri, 3, SITES)
    assert len(plain.pushed(uri, 3)) == 3
    plain.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    plain.wait(
        lambda: (
            [item for item in plain.of("textDocument/publishDiagnostics") if item["uri"] == uri][-1:]
            == [{"uri": uri, "diagnostics": []}]
        )
    )


def test_half_a_line_is_no_finding(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "half.py", SITES + "    course.\n")
    assert utf8.pull(uri) == []
    assert utf8.actions(uri, line(SAFE)) == []


def test_a_coding_cookie_is_followed(utf8: Editor, project: Path) -> None:
    text = "# coding: latin-1\n" + SITES.replace("print(1)", "'\u00e9'; course.students.clear()")
    uri = utf8.open(project / "school" / "latin.py", text)
    *_, last = utf8.pull(uri)
    assert last["range"]["start"] == {"line": NONE + 1, "character": len("    '\u00e9'; ".encode())}
    [action, *_] = utf8.actions(uri, last["range"], ["quickfix"])
    assert "'\u00e9'; Enrollment.objects.filter(course=course).delete()\n" in edited(text, utf8.resolve(action))
    uri = utf8.open(project / "school" / "odd.py", text.replace("\u00e9", "\u20ac"))
    assert utf8.pull(uri) == []  # nobody can save this
    assert utf8.open(project / "school" / "sound.py", SITES)


def test_a_document_that_is_no_file(utf8: Editor) -> None:
    item = {"uri": "untitled:Untitled-1", "languageId": "python", "version": 1, "text": SITES}
    utf8.notify("textDocument/didOpen", {"textDocument": item})
    assert utf8.pull("untitled:Untitled-1") == []


def test_a_document_in_another_language(utf8: Editor, project: Path) -> None:
    item = {"uri": (project / "notes.md").as_uri(), "languageId": "markdown", "version": 1, "text": SITES}
    utf8.notify("textDocument/didOpen", {"textDocument": item})
    assert utf8.pull(item["uri"]) == []


def test_what_hovers_says_what_becomes_of_the_rows(utf8: Editor, plain: Editor, project: Path) -> None:
    for editor, kind in ((utf8, "markdown"), (plain, "plaintext")):
        uri = editor.open(project / "school" / "hovered.py", SITES)
        asked = {"textDocument": {"uri": uri}, "position": {"line": UNSAFE, "character": 12}}
        shown = editor.ask("textDocument/hover", asked)
        assert shown["contents"]["kind"] == kind
        said = shown["contents"]["value"]
        assert "TM101 add: unsafe" in said
        assert "The row is written with bulk_create()" in said
        assert "m2m_changed is no longer sent" in said
        assert "Follow.objects.get_or_create(channel=channel, follower=person)" in said
        assert ("```python" in said) == (kind == "markdown")
        nowhere = {**asked, "position": {"line": NONE, "character": 5}}
        assert editor.ask("textDocument/hover", nowhere) is None


# Actions


def test_what_is_offered_for_each_site(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "offered.py", SITES)
    found = utf8.pull(uri)
    offered = {number: utf8.actions(uri, line(number), ["quickfix"], about=found) for number in range(SAFE, NONE + 1)}
    everywhere = "writes through {} in the workspace"
    assert titles(offered[SAFE]) == [
        "Rewrite `course.students.add` with Enrollment",
        "Suppress TM101 on this line",
        f"Rewrite all safe {everywhere.format('school.Course.students')}",
    ]
    assert titles(offered[UNSAFE]) == [
        "Rewrite `channel.followers.add` with Follow (unsafe: m2m-changed)",
        "Suppress TM101 on this line",
        f"Rewrite all {everywhere.format('school.Channel.followers')} (unsafe: m2m-changed)",
    ]
    assert titles(offered[LEFT]) == ["Suppress TM104 on this line"]
    assert offered[NONE] == []
    assert [action.get("isPreferred") for action in offered[SAFE]] == [True, None, None]
    assert not any(action.get("isPreferred") for action in offered[UNSAFE])
    assert offered[SAFE][0]["diagnostics"] == [found[0]]
    assert not any("edit" in action for actions in offered.values() for action in actions)


def test_an_edit_is_of_the_version_that_it_is_for(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "versions.py", SITES, version=7)
    [action, *_] = utf8.actions(uri, line(SAFE), ["quickfix"])
    [change] = utf8.resolve(action)["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 7}
    assert [edit["range"]["start"]["line"] for edit in change["edits"]] == [0, SAFE]  # the import and the call
    assert change["edits"][0]["newText"].count("Enrollment") == 1
    utf8.change(uri, 8, "\n" + SITES)
    answer = utf8.end(utf8.begin("codeAction/resolve", action))
    assert answer["error"]["code"] == -32801  # https://microsoft.github.io/language-server-protocol: ContentModified
    answer = utf8.ask("codeAction/resolve", {"title": "another server's", "data": {"do": "dance"}})
    assert "edit" not in answer


def test_one_site_is_rewritten_and_its_neighbours_are_not(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "one.py", SITES)
    [action, *_] = utf8.actions(uri, line(UNSAFE), ["quickfix"])
    after = edited(SITES, utf8.resolve(action)).split("\n")
    before = SITES.split("\n")
    assert after[UNSAFE] == "    Follow.objects.get_or_create(channel=channel, follower=person)"
    assert after[1:UNSAFE] + after[UNSAFE + 1 :] == before[1:UNSAFE] + before[UNSAFE + 1 :]


def test_fix_all_is_what_fix_writes(utf8: Editor, project: Path) -> None:
    path = project / "school" / "services.py"
    uri = utf8.open(path, version=3)
    for only in (["source.fixAll"], ["source.fixAll.through-codemod"], ["source"]):
        [action] = utf8.actions(uri, line(0), only)
        assert action["kind"] == "source.fixAll.through-codemod"
    source = path.read_bytes()
    ended = through_codemod("fix", "-", "--stdin-filename", path, "--map", project / "known.json", stdin=source)
    assert edited(source.decode(), utf8.resolve(action)) == ended.output
    assert utf8.actions(uri, line(0), ["source.organizeImports"]) == []
    uri = utf8.open(project / "school" / "some.py", SITES)
    [action] = utf8.actions(uri, line(0), ["source.fixAll"])
    after = edited(SITES, utf8.resolve(action))
    assert "Enrollment.objects" in after
    assert "channel.followers.add(person)" in after  # unsafe
    uri = utf8.open(project / "school" / "no_more.py", after)
    assert utf8.actions(uri, line(0), ["source.fixAll"]) == []


def test_a_selection_can_be_rewritten(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "selected.py", SITES)
    selection = {"start": {"line": SAFE, "character": 0}, "end": {"line": NONE, "character": 0}}
    [action] = utf8.actions(uri, selection, ["refactor"])
    assert action["title"] == "Rewrite 2 writes through accessors into explicit calls (unsafe: m2m-changed)"
    assert action["kind"] == "refactor.rewrite"
    after = edited(SITES, utf8.resolve(action))
    assert "Enrollment.objects" in after
    assert "Follow.objects" in after
    assert "other.students.clear()" in after
    [action] = utf8.actions(uri, line(SAFE), ["refactor.rewrite"])
    assert action["title"] == "Rewrite `course.students.add` into explicit calls"
    assert utf8.actions(uri, line(SAFE), ["refactor.rewrite"], about=utf8.pull(uri)) == []  # the quick fix does that
    assert utf8.actions(uri, line(LEFT), ["refactor.rewrite"]) == []


SUPPRESSED = {
    "at the end of the line": (
        "course.students.add(student)",
        "course.students.add(student)  # through: ignore[TM101]",
    ),
    "behind a comment": (
        "course.students.add(student)  # now",
        "course.students.add(student)  # now  # through: ignore[TM101]",
    ),
    "beside another one": (
        "course.students.add(student)  # through: ignore[TM103]",
        "# through: ignore[TM101]\n    course.students.add(student)  # through: ignore[TM103]",
    ),
    "behind a text of several lines": (
        'course.students.create(name="""\n""", email="""\n""")',
        'course.students.create(name="""\n""", email="""\n""")  # through: ignore[TM105]',
    ),
    "not behind a backslash": (
        "course.students.add(student) if \\\n        student else None",
        "# through: ignore[TM101]\n    course.students.add(student) if \\\n        student else None",
    ),
    "on the last line": (
        "course.students.add(\n        student)",
        "course.students.add(  # through: ignore[TM101]\n        student)",
    ),
}


@pytest.mark.parametrize("where", SUPPRESSED)
def test_a_site_is_suppressed(where: str, utf8: Editor, project: Path) -> None:
    before, after = SUPPRESSED[where]
    text = SITES.replace("course.students.add(student)", before)
    uri = utf8.open(project / "school" / f"{where.replace(' ', '_')}.py", text)
    [action] = [item for item in utf8.actions(uri, line(SAFE)) if item["title"].startswith("Suppress")]
    assert edited(text, utf8.resolve(action)) == SITES.replace("course.students.add(student)", after)


def test_all_of_a_relation_is_rewritten_once_that_is_confirmed(utf8: Editor, project: Path) -> None:
    uri = utf8.open(project / "school" / "services.py", version=9)
    unsaved = utf8.open(project / "school" / "management" / "commands" / "enroll.py", HEAD, version=4)
    [action] = [item for item in utf8.actions(uri, line(20)) if "workspace" in item["title"]]
    assert "edit" not in action
    edit = utf8.resolve(action)["edit"]
    changes = {Path(change["textDocument"]["uri"]).name: change for change in edit["documentChanges"]}
    assert {"services.py", "views.py", "tests.py", "models.py"} <= set(changes)
    assert "enroll.py" not in changes  # what is open has no writes any more
    utf8.notify("textDocument/didClose", {"textDocument": {"uri": unsaved}})
    edit = utf8.resolve(action)["edit"]
    changes = {Path(change["textDocument"]["uri"]).name: change for change in edit["documentChanges"]}
    assert changes["services.py"]["textDocument"]["version"] == 9
    assert changes["enroll.py"]["textDocument"]["version"] is None
    [(name, annotation)] = edit["changeAnnotations"].items()
    assert annotation["needsConfirmation"] is True
    assert {item["annotationId"] for change in changes.values() for item in change["edits"]} == {name}
    views = (project / "school" / "views.py").read_text("utf-8")
    after = applied(views, changes["views.py"]["edits"], "utf-8")
    known = project / "known.json"
    assert (
        after
        == through_codemod(
            "fix", "-", "--map", known, "--stdin-filename", project / "school" / "views.py", stdin=views.encode()
        ).output
    )


def test_a_client_that_can_do_little_gets_plain_edits(plain: Editor, project: Path) -> None:
    uri = plain.open(project / "school" / "little.py", SITES)
    actions = plain.actions(uri, line(SAFE))
    assert not any("workspace" in title for title in titles(actions))  # it would not ask
    assert titles(actions)[0] == "Rewrite `course.students.add` with Enrollment"
    for action in actions:
        [(changed, edits)] = action["edit"]["changes"].items()
        assert changed == uri
        assert "changeAnnotations" not in action["edit"]
        assert applied(SITES, edits) != SITES
    assert "Enrollment.objects.get_or_create" in applied(SITES, actions[0]["edit"]["changes"][uri])


# What has not been saved


def test_what_another_document_holds_counts_unsaved(utf8: Editor, project: Path) -> None:
    office = project / "school" / "office.py"
    office.write_text("def course():\n    return object()\n", "utf-8")
    text = "from school.office import course\n\n\ndef run(student):\n    course().students.add(student)\n"
    uri = utf8.open(project / "school" / "clerk.py", text)
    [found] = utf8.pull(uri)
    assert "left (" in found["message"]
    other = utf8.open(office)
    body = "from school.models import Course\n\n\ndef course() -> Course:\n    return Course.objects.get()\n"
    utf8.change(other, 2, body)
    [found] = utf8.pull(uri)
    assert "unknown-receiver" not in found["message"]
    utf8.change(other, 3, body + "def")  # half a line is no reason to know less... than what is on disk
    [found] = utf8.pull(uri)
    assert "unknown-receiver" in found["message"]
    office.write_text(body, "utf-8")
    utf8.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    utf8.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": other, "type": 2}]})
    [found] = utf8.pull(uri)
    assert "unknown-receiver" not in found["message"]
