"""Where does an editor's server get its map from, what does it say of that, and how does it end?"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from editor import EVERYTHING, LITTLE, Editor, editing
from golden_cases import SCHOOL

from through_codemod.relations import RelationMap

SITE = """from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
    course.students.clear()
"""
SITES = ["TM101", "TM104"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(SCHOOL, tmp_path / "school")
    return tmp_path / "school"


def codes(editor: Editor, uri: str) -> list[str]:
    return [item["code"] for item in editor.pull(uri)]


def warnings(editor: Editor) -> list[str]:
    return [item["message"] for item in editor.of("window/showMessage")]


def logged(editor: Editor) -> str:
    return "\n".join(item["message"] for item in editor.of("window/logMessage"))


def hang(project: Path) -> None:
    """Make the settings wait for ever, and tell who does."""
    path = project / "school" / "settings.py"
    waiting = f"import os, time\nopen({str(project / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)\n"
    path.write_text(waiting + path.read_text("utf-8"), "utf-8")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if sys.platform == "linux" else True


# Loading


def test_the_map_is_loaded_once_and_progress_is_told(project: Path) -> None:
    with editing(project, settings={"": {"python": sys.executable}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == SITES
        assert "accessors, from Django " in editor.loaded()
        assert codes(editor, uri) == SITES
        editor.open(project / "school" / "services.py")
        editor.settle(0.5)
        begun = [item["value"] for item in editor.of("$/progress") if item["value"]["kind"] == "begin"]
        assert [item["title"] for item in begun] == ["Reading the models of school"]
        assert editor.of("workspace/diagnostic/refresh")
        assert warnings(editor) == []


@pytest.mark.parametrize("written_down", [True, False])
def test_until_django_has_answered_the_map_is_another(
    written_down: bool, project: Path, school_map: RelationMap
) -> None:
    hang(project)
    if written_down:
        (project / "through-map.json").write_text(school_map.to_json(), "utf-8")
    with editing(project, settings={"": {"python": sys.executable}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == SITES
        assert not [item for item in editor.of("$/progress") if item["value"]["kind"] == "end"]
        assert ("from the sources alone" in logged(editor)) != written_down


def test_it_is_loaded_again_when_models_are_saved(project: Path) -> None:
    with editing(project, settings={"": {"static": True}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert {item["data"]["applicability"] for item in editor.pull(uri)} == {"safe"}
        models = project / "school" / "models.py"
        before = models.read_text("utf-8")
        document = editor.open(models)
        changed = before.replace("    students = models.ManyToManyField(", "    pupils = models.ManyToManyField(", 1)
        assert changed != before
        editor.change(document, 2, changed)
        assert codes(editor, uri) == SITES  # not saved: Django would not know
        models.write_text(changed, "utf-8")
        editor.save(document)
        editor.loaded(times=2)
        assert {item["data"]["why"] for item in editor.pull(uri)} == {"unknown-receiver"}
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document, "type": 2}]})  # it knows that
        services = editor.open(project / "school" / "services.py")
        editor.save(services)
        editor.settle(0.5)
        assert len([item for item in editor.of("$/progress") if item["value"]["kind"] == "begin"]) == 2


def test_a_map_that_is_configured_is_read_again_when_it_changes(project: Path, school_map: RelationMap) -> None:
    path = project / "known.json"
    path.write_text("{}", "utf-8")
    with editing(project, settings={"": {"map": "known.json"}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == []
        [message] = warnings(editor)
        assert "known.json: no relation map" in message
        path.write_text(school_map.to_json(), "utf-8")
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
        editor.loaded(times=2)
        assert codes(editor, uri) == SITES


def test_a_project_that_cannot_be_loaded_is_known_by_its_file(project: Path, school_map: RelationMap) -> None:
    settings = project / "school" / "settings.py"
    settings.write_text("import not_installed\n" + settings.read_text("utf-8"), "utf-8")
    (project / "through-map.json").write_text(school_map.to_json(), "utf-8")
    with editing(project, settings={"": {"python": sys.executable}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        editor.loaded()
        assert codes(editor, uri) == SITES
        [message] = warnings(editor)
        assert "the relations are those in through-map.json" in message


def test_a_project_that_cannot_be_loaded_is_read_and_that_is_said_once(project: Path) -> None:
    settings = project / "school" / "settings.py"
    settings.write_text("import not_installed\n" + settings.read_text("utf-8"), "utf-8")
    with editing(project, settings={"": {"python": sys.executable}}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        editor.loaded()
        assert codes(editor, uri) == SITES
        [message] = warnings(editor)
        assert "ModuleNotFoundError: No module named 'not_installed'" in message
        assert "the relations are read from the sources alone" in message
        assert "\n" not in message
        for version in range(2, 5):
            editor.change(uri, version, SITE + "#" * version)
            assert codes(editor, uri) == SITES
        document = editor.open(settings)
        editor.save(document)
        editor.loaded(times=2)
        assert warnings(editor) == [message]


def test_python_without_django_is_left_in_peace(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    with editing(folder) as editor:
        uri = editor.open(folder / "site.py", SITE)
        assert codes(editor, uri) == []
        editor.loaded()
        assert warnings(editor) == []
        assert "no Django settings found" in logged(editor)


# Configuration


def test_each_folder_has_its_own_settings_and_interpreter(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"": {"select": ["TM104"]}}
    for name in ("first", "second", "third"):
        shutil.copytree(SCHOOL, tmp_path / name)
        python = tmp_path / name / "python"
        python.write_text(f'#!/bin/sh\ntouch "{tmp_path}/{name}.asked"\nexec {sys.executable} "$@"\n', "utf-8")
        python.chmod(0o755)
        if name != "third":
            settings[(tmp_path / name).as_uri()] = {"python": "./python"}
    settings[(tmp_path / "first").as_uri()]["select"] = ["TM101"]
    configured = '[tool.through-codemod]\npython = "./python"\nignore = ["TM104"]\n'
    (tmp_path / "third" / "pyproject.toml").write_text(configured, "utf-8")
    folders = [tmp_path / name for name in ("first", "second", "third")]
    with editing(*folders, settings=settings) as editor:
        uris = [editor.open(folder / "school" / "site.py", SITE) for folder in folders]
        editor.loaded(times=3)
        assert [codes(editor, uri) for uri in uris] == [["TM101"], ["TM104"], []]
        assert {path.name for path in tmp_path.glob("*.asked")} == {f"{folder.name}.asked" for folder in folders}
        refused = editor.actions(uris[2], {"start": {"line": 4, "character": 6}, "end": {"line": 4, "character": 6}})
        assert [item["kind"] for item in refused] == ["refactor.rewrite"]  # there is no diagnostic
        assert "Enrollment" in str(editor.resolve(refused[0])["edit"])
        editor.settings = {"": {"select": ["TM1"]}}  # type: ignore[assignment]
        editor.notify("workspace/didChangeConfiguration", {"settings": None})
        editor.wait(lambda: len(editor.of("workspace/configuration")) == 2)
        editor.settle(0.2)
        assert codes(editor, uris[1]) == SITES
        gone = {"removed": [{"uri": folders[0].as_uri(), "name": "first"}], "added": []}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": gone})
        assert codes(editor, uris[1]) == SITES


def test_configuration_of_a_client_that_is_not_asked(project: Path) -> None:
    options = {"static": True, "unsafeFixes": True, "select": ["TM104"]}
    with editing(project, capabilities=LITTLE, options=options) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert [item["code"] for item in editor.pushed(uri, 1)] == ["TM104"]
        said = {"settings": {"through-codemod": {"static": True, "select": ["TM101"]}}}
        editor.notify("workspace/didChangeConfiguration", said)
        editor.wait(lambda: [item["code"] for item in editor.pushed(uri, 1)] == ["TM101"])


@pytest.mark.parametrize(
    ("settings", "table", "complaint"),
    [
        (
            {"sttings": "x"},
            "",
            "the editor's settings: [tool.through-codemod] has no key 'sttings'; did you mean 'settings'?",
        ),
        ({"select": "TM101"}, "", "the editor's settings: [tool.through-codemod] select must be a list of strings"),
        ({"select": ["TM4"]}, "", "the editor's settings: select: there is no code 'TM4'"),
        ({}, "[tool.through-codemod]\nuse = 1\n", "pyproject.toml:2: [tool.through-codemod] has no key 'use'"),
        ({}, "[tool.", "cannot be read as TOML"),
        ({}, '[tool.through-codemod.defaults."school.No"]\nx = "1"\n', "no through model is 'school.No'"),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_told_once(
    settings: Any, table: str, complaint: str, project: Path
) -> None:
    if table:
        (project / "pyproject.toml").write_text(table, "utf-8")
    with editing(project, options={"static": True, **settings}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        for version in range(2, 5):
            assert codes(editor, uri) == SITES
            editor.change(uri, version, SITE + "#" * version)
        [message] = warnings(editor)
        assert complaint in message
        if "use" in table:
            (project / "pyproject.toml").write_text('[tool.through-codemod]\nignore = ["TM101"]\n', "utf-8")
            changes = [{"uri": (project / "pyproject.toml").as_uri(), "type": 2}]
            editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            assert codes(editor, uri) == ["TM104"]


def test_a_name_that_a_uri_spells_otherwise(tmp_path: Path) -> None:
    project = tmp_path / "my caf\u00e9 100%" / "school"
    shutil.copytree(SCHOOL, project)
    for capabilities in (EVERYTHING, LITTLE):
        with editing(project, capabilities=capabilities, options={"static": True}) as editor:
            uri = editor.open(project / "school" / "a site.py", SITE)
            assert "%20" in uri
            shown = editor.pull(uri) if capabilities is EVERYTHING else editor.pushed(uri, 1)
            assert [item["code"] for item in shown] == SITES
            [action, *_] = editor.actions(uri, shown[0]["range"])
            edit = editor.resolve(action)["edit"] if capabilities is EVERYTHING else action["edit"]
            assert uri in (edit.get("changes") or [edit["documentChanges"][0]["textDocument"]["uri"]])
            for method in ("didSave", "didClose"):
                editor.notify(f"textDocument/{method}", {"textDocument": {"uri": uri}})


def test_what_is_excluded_is_not_looked_into(tmp_path: Path) -> None:
    project = tmp_path / "tests" / "school"  # the name of what is above does not count
    shutil.copytree(SCHOOL, project)
    with editing(project, options={"static": True, "exclude": ["tests", "old.py"]}) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == SITES
        assert codes(editor, editor.open(project / "school" / "old.py", SITE)) == []
        assert editor.actions(editor.open(project / "tests" / "x.py", SITE), EVERYWHERE) == []


EVERYWHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


# How it ends


def test_what_waits_can_be_cancelled(project: Path) -> None:
    with editing(project, silent_about=["workspace/configuration"]) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        number = editor.begin("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        editor.notify("$/cancelRequest", {"id": number})
        assert editor.end(number)["error"]["code"] == -32800


IMPATIENT = "import through_codemod.lsp.server as server\nserver.PATIENCE = 0.3"


def test_a_client_that_does_not_answer_is_not_waited_for(project: Path) -> None:
    silent = ["workspace/configuration", "window/workDoneProgress/create", "client/registerCapability"]
    with editing(project, options={"static": True}, silent_about=silent, before=IMPATIENT) as editor:
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == SITES
        assert "accessors, from the sources" in logged(editor)


def test_what_is_no_message_is_logged(project: Path) -> None:
    with editing(project, options={"static": True}) as editor:
        editor.notify("textDocument/didChange", {"textDocument": {"uri": "file:///nowhere.py", "version": 1}})
        editor.notify("textDocument/didOpen", {"textDocument": 3})
        editor.notify("textDocument/unheardOf", {})
        assert "error" in editor.end(editor.begin("textDocument/unheardOf", {}))
        uri = editor.open(project / "school" / "site.py", SITE)
        assert codes(editor, uri) == SITES
        assert warnings(editor) == []


CRASH = """
import through_codemod.lsp.known as known
inspect = known.inspect
def crashing(path, *args, **options):
    if path.endswith("bad.py"):
        raise ZeroDivisionError("a fault of the tool")
    return inspect(path, *args, **options)
known.inspect = crashing
"""


def test_a_crash_in_one_file_is_logged_and_answered_empty(project: Path) -> None:
    with editing(project, options={"static": True}, before=CRASH) as editor:
        bad = editor.open(project / "school" / "bad.py", SITE)
        good = editor.open(project / "school" / "good.py", SITE)
        assert codes(editor, bad) == []
        assert editor.actions(bad, EVERYWHERE) == []
        assert codes(editor, good) == SITES
        assert "bad.py failed, please report it: ZeroDivisionError: a fault of the tool" in logged(editor)
        assert warnings(editor) == []


@pytest.mark.parametrize("politely", [True, False])
def test_nothing_runs_on_when_the_client_closes(politely: bool, project: Path) -> None:
    hang(project)
    with editing(project, settings={"": {"python": sys.executable}}) as editor:
        editor.open(project / "school" / "site.py", SITE)
        end = time.monotonic() + 20
        while not (project / "pid").is_file() or not (project / "pid").read_text():
            assert time.monotonic() < end
            editor.settle(0.05)
        asked = int((project / "pid").read_text())
        assert is_running(asked)
        if not politely:
            assert editor.process.stdin is not None
            editor.process.stdin.close()
            assert editor.process.wait(20) == 1
            assert not is_running(asked)
    assert not is_running(asked)


def test_without_the_extra_there_is_a_message() -> None:
    import subprocess

    program = "import sys\nsys.modules['pygls'] = None\nsys.argv = ['through-codemod', 'lsp']\n"
    ended = subprocess.run(
        [sys.executable, "-c", program + "from through_codemod.cli import main\nmain()"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "install through-codemod[lsp]" in ended.stderr


def test_the_server_says_what_it_can(project: Path) -> None:
    with editing(project, capabilities=EVERYTHING) as editor:
        told = editor.answer["capabilities"]
        assert told["codeActionProvider"]["resolveProvider"] is True
        assert told["codeActionProvider"]["codeActionKinds"] == [
            "quickfix",
            "refactor.rewrite",
            "source.fixAll.through-codemod",
        ]
        assert told["diagnosticProvider"]["interFileDependencies"] is True
        assert told["workspace"]["workspaceFolders"]["supported"] is True
        assert editor.answer["serverInfo"]["name"] == "through-codemod"
