"""Do the hooks do their work under pre-commit itself, from a committed map, and without Django?

pre-commit would build an environment for them, which takes a network: here they run in this one, Django locked out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from through_codemod.relations import RelationMap

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
WITHOUT_DJANGO = """
import sys

class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "school"):
            raise SystemExit(f"{name} is imported")

sys.meta_path.insert(0, Nowhere())
sys.argv[0] = "through-codemod"
from through_codemod.cli import main
main()
"""
VIEWS = """\
from school.models import Course, Student


def enrol(course: Course, student: Student):
    course.students.add(student)


def empty(course):
    course.students.clear()
"""


def run(*command: str, code: int = 0) -> str:
    """Run a command here, and return what it prints once it has ended as it should."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PRE_COMMIT_HOME": str(Path("../cache").resolve())}
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        environment |= {f"{name}_NAME": "Ada", f"{name}_EMAIL": "ada@example.org"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def pre_commit(*arguments: str, code: int = 0) -> str:
    return run(sys.executable, "-m", "pre_commit", *arguments, code=code)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, school_map: RelationMap) -> Path:
    """The current directory: a repository with a map, and the hooks in an environment that lacks Django."""
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    program = tmp_path / "program.py"
    program.write_text(WITHOUT_DJANGO)
    hooks = yaml.safe_load(MANIFEST.read_text())
    for hook in hooks:
        hook["entry"] = hook["entry"].replace("through-codemod ", f"{sys.executable} {program} ", 1)
        hook["language"] = "system"
    Path(".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    Path("through-map.json").write_text(school_map.to_json(), "utf-8")
    run("git", "init", "-q")
    run("git", "add", ".")
    run("git", "commit", "-qm", "start")
    return tmp_path / "site"


def test_the_manifest_is_valid() -> None:
    assert pre_commit("validate-manifest", str(MANIFEST)) == ""
    assert [hook["id"] for hook in yaml.safe_load(MANIFEST.read_text())] == ["through-codemod", "through-codemod-fix"]


def test_nothing_to_say_lets_a_commit_pass(repository: Path) -> None:
    pre_commit("install")
    Path("views.py").write_text("x = 1\n")
    run("git", "add", ".")
    assert run("git", "commit", "-m", "fine").count("Passed") == 2


def test_the_checking_hook_stops_a_commit(repository: Path) -> None:
    Path("views.py").write_text(VIEWS)
    run("git", "add", ".")
    said = pre_commit("run", "through-codemod", code=1)
    assert "views.py:5:5: TM101 [safe] " in said
    assert "views.py:9:5: TM104 [left: unknown-receiver] " in said
    assert Path("views.py").read_text() == VIEWS


def test_the_fixing_hook_fixes_what_is_staged_and_keeps_what_is_not(repository: Path) -> None:
    safe = VIEWS.partition("\n\n\ndef empty")[0] + "\n"
    Path("views.py").write_text(safe)
    run("git", "add", ".")
    Path("notes.py").write_text("x = 1\n")
    run("git", "add", "notes.py")
    Path("notes.py").write_text("x = 2\n")
    said = pre_commit("run", "through-codemod-fix", code=1)
    assert "files were modified by this hook" in said
    assert "Enrollment.objects.get_or_create(course=course, student=student)" in Path("views.py").read_text()
    assert Path("notes.py").read_text() == "x = 2\n"
    run("git", "add", "views.py")
    assert pre_commit("run", "through-codemod-fix").count("Passed") == 1


def test_a_stale_map_stops_a_commit(repository: Path, school_map: RelationMap) -> None:
    text = Path("through-map.json").read_text().replace('"sources": {}', '"sources": {"school/models.py": "0123"}')
    Path("through-map.json").write_text(text)
    Path("views.py").write_text(VIEWS)
    run("git", "add", ".")
    said = pre_commit("run", "through-codemod", code=1)
    assert "through-map.json:1:1: TM903 the map was made before school/models.py changed" in said


def test_the_lock_on_django_holds(repository: Path) -> None:
    program = Path("../program.py").read_text().replace("main()\n", "import django\n")
    Path("../program.py").write_text(program)
    Path("views.py").write_text("x = 1\n")
    run("git", "add", ".")
    assert "django is imported" in pre_commit("run", "through-codemod", code=1)


def test_the_readme_names_the_hooks_and_options_that_there_are() -> None:
    from command_line import through_codemod

    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)]
    ids = {hook["id"] for hook in yaml.safe_load(MANIFEST.read_text())}
    configured = [hook for block in blocks for repo in block.get("repos", ()) for hook in repo["hooks"]]
    assert configured
    assert {hook["id"] for hook in configured} <= ids
    steps = [
        step["run"]
        for block in blocks
        for job in block.get("jobs", {}).values()
        for step in job["steps"]
        if "run" in step
    ]
    options = set(
        re.findall(r"--[a-z-]+", " ".join(step for step in steps if step.startswith("through-codemod check")))
    )
    assert options
    assert {option for option in options if option not in through_codemod("check", "--help").output} == set()
