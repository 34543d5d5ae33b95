"""Does a written map say when the files that it rests on have changed, without Django and wherever it is read?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Ended, through_codemod
from golden_cases import SCHOOL

MAP = "through-map.json"
RESTS_ON = {f"school/{name}.py" for name in ("apps", "fields", "models", "settings", "signals")}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the school, with its map."""
    school = tmp_path_factory.mktemp("written") / "school"
    shutil.copytree(SCHOOL, school, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "through_codemod", "relations", "--output-format", "json", "-o", MAP]
    subprocess.run(command, cwd=school, check=True)
    return school


@pytest.fixture
def here(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a copy of that, with a repository around it."""
    school = tmp_path / "site" / "school"
    shutil.copytree(written, school)
    (tmp_path / "site" / ".git").mkdir()
    monkeypatch.chdir(school)
    return school


def check(*arguments: str) -> Ended:
    return through_codemod("check", "school/views.py", "--map", MAP, *arguments)


def grow(path: str) -> None:
    """Change the file."""
    with Path(path).open("a") as file:
        file.write("# more\n")


def test_a_written_map_names_what_it_rests_on(here: Path) -> None:
    assert set(json.loads(Path(MAP).read_text())["sources"]) == RESTS_ON
    assert "TM903" not in check().output


def test_a_map_on_standard_output_is_meant_for_where_it_is_made(here: Path) -> None:
    assert set(json.loads(through_codemod("relations", "--output-format", "json").output)["sources"]) == RESTS_ON


def test_paths_are_told_from_the_map_on(here: Path) -> None:
    (here / "maps").mkdir()
    ended = through_codemod("relations", "--static", "--output-format", "json", "-o", "maps/m.json")
    assert (ended.code, ended.output) == (0, "")
    named = set(json.loads((here / "maps" / "m.json").read_text())["sources"])
    assert {"../school/models.py", "../school/settings.py"} <= named <= {f"../{path}" for path in RESTS_ON}


@pytest.mark.parametrize("path", sorted(RESTS_ON))
def test_what_changes_makes_it_stale(here: Path, path: str) -> None:
    grow(path)
    ended = check()
    assert ended.code == 1
    assert ended.lines[0] == (
        f"{MAP}:1:1: TM903 the map was made before {path} changed; "
        f"`through-codemod relations --output-format json -o {MAP}` makes it anew"
    )


def test_what_is_gone_or_cannot_be_read_has_changed(here: Path) -> None:
    Path("school/models.py").unlink()
    Path("school/signals.py").unlink()
    assert "before school/models.py and 1 more changed" in check().lines[0]


@pytest.mark.parametrize("path", ["school/views.py", "school/tests.py", "manage.py"])
def test_other_files_may_change(here: Path, path: str) -> None:
    grow(path)
    assert "TM903" not in check().output


def test_line_endings_are_no_change(here: Path) -> None:
    models = Path("school/models.py")
    models.write_bytes(models.read_bytes().replace(b"\n", b"\r\n"))
    assert "TM903" not in check().output


def test_it_is_read_from_any_directory(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here.parent)
    assert "TM903" not in through_codemod("check", "school", "--map", f"school/{MAP}").output
    grow("school/school/models.py")
    ended = through_codemod("check", "school", "--map", f"school/{MAP}")
    assert ended.lines[0].startswith(f"school/{MAP}:1:1: TM903 the map was made before school/models.py changed")


def test_nothing_is_safe_by_a_stale_map(here: Path) -> None:
    before = Path("school/views.py").read_text()
    grow("school/models.py")
    ended = through_codemod("fix", "school/views.py", "--map", MAP, "--allow-dirty")
    assert (ended.code, Path("school/views.py").read_text()) == (1, before)
    assert "[unsafe: stale-map]" in ended.output
    assert f"{MAP} was made before school/models.py changed and may be wrong" in check("-v").output
    assert through_codemod("diff", "school/views.py", "--map", MAP, "--unsafe-fixes").output.count("+    Enr") == 2


def test_it_can_be_ignored_as_any_other(here: Path) -> None:
    grow("school/models.py")
    ended = check("--ignore", "TM903")
    assert " TM903 " not in ended.output.replace("--ignore TM903", "")
    [finding, *_] = json.loads(check("--output-format", "json").output)["findings"]
    assert (finding["file"], finding["reason"]["name"]) == (MAP, "stale-map")
    assert "::warning title=through-codemod (TM903),file=school/through-map.json" in (
        check("--output-format", "github").output
    )


def test_neither_a_baseline_nor_old_lines_hide_it(here: Path) -> None:
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "start"], check=True)
    grow("school/models.py")
    assert check("--baseline", "known.jsonl", "--write-baseline").code == 0
    assert "TM903" not in Path("known.jsonl").read_text()
    assert [line[:27] for line in check("--baseline", "known.jsonl", "-q").lines] == [f"{MAP}:1:1: TM903"]
    assert [line[:27] for line in check("--since", "HEAD", "-q").lines] == [f"{MAP}:1:1: TM903"]


def test_made_anew_it_is_right_again(here: Path) -> None:
    grow("school/models.py")
    assert through_codemod("relations", "--static", "--output-format", "json", "-o", MAP).code == 0
    assert "TM903" not in check().output


def test_a_map_that_cannot_be_written_is_an_error(here: Path) -> None:
    ended = through_codemod("relations", "--static", "--output-format", "json", "-o", "no/map.json")
    assert (ended.code, ended.errors.splitlines()[-1]) == (2, "through-codemod: no/map.json: No such file or directory")


def test_a_table_can_be_written_too(here: Path) -> None:
    assert through_codemod("relations", "--map", MAP, "-o", "table.txt").output == ""
    assert Path("table.txt").read_text().startswith("accessor ")


def test_models_in_a_package_are_told_of_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_settings')\n",
        "site_settings.py": "INSTALLED_APPS = ['shop']\n",
        "shop/__init__.py": "",
        "shop/apps.py": "from django.apps import AppConfig\n\n\nclass Shop(AppConfig):\n    name = 'shop'\n",
        "shop/models/__init__.py": "from shop.models.tag import Tag\n",
        "shop/models/tag.py": "from django.db import models\n\n\nclass Tag(models.Model):\n    pass\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    body = json.loads(through_codemod("relations", "--static", "--output-format", "json").output)
    assert set(body["sources"]) == {"shop/apps.py", "shop/models/__init__.py", "shop/models/tag.py", "site_settings.py"}
