"""Is the project found, is the right interpreter asked, and does every failure say what to do?"""

import os
import re
import sys
import textwrap
import time
from pathlib import Path

import pytest

from through_codemod.relations import ModelRef
from through_codemod.relations.live import LiveError, load_relations

SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = ["school"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""

MODELS = """
from django.db import models

class Student(models.Model):
    pass

class Course(models.Model):
    students = models.ManyToManyField(Student, through="Enrollment")

class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
"""

MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", {!r})\n'


@pytest.fixture(autouse=True)
def _no_project_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"))
    return path


def school(directory: Path, settings: str = SETTINGS) -> Path:
    """Write the project, without anything that names its settings."""
    write(directory / "school" / "__init__.py")
    write(directory / "school" / "models.py", MODELS)
    write(directory / "school" / "settings.py", settings)
    return directory


def accessors(root: Path, settings: str | None = None, python: str | None = None) -> set[str]:
    found = load_relations(root, settings, python)
    assert found.relations_from == "live"
    return {f"{relation.owner.name}.{relation.accessor}" for relation in found.relations}


BOTH = {"Course.students", "Student.course_set"}


def failure(root: Path, settings: str | None = None, python: str | None = None, timeout: float = 60) -> str:
    with pytest.raises(LiveError) as raised:
        load_relations(root, settings, python, timeout)
    message = str(raised.value)
    assert len(message.splitlines()) <= 14
    return message


# Which settings, and where?


def test_argument(tmp_path: Path) -> None:
    assert accessors(school(tmp_path), "school.settings") == BOTH


def test_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "school.settings")
    assert accessors(school(tmp_path)) == BOTH


def test_argument_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nowhere.settings")
    assert accessors(school(tmp_path), "school.settings") == BOTH


@pytest.mark.parametrize("below", ["", "backend", "services/backend"])
def test_manage_py(tmp_path: Path, below: str) -> None:
    write(school(tmp_path / below) / "manage.py", MANAGE.format("school.settings"))
    assert accessors(tmp_path) == BOTH


def test_manage_py_three_levels_below_is_too_far(tmp_path: Path) -> None:
    write(school(tmp_path / "a/b/c") / "manage.py", MANAGE.format("school.settings"))
    assert "there is no manage.py here or up to two directories below" in failure(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        'os.environ["DJANGO_SETTINGS_MODULE"] = "school.settings"',
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.environ.get("SCHOOL_SETTINGS", "school.settings"))',
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.getenv("SCHOOL_SETTINGS") or "school.settings")',
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.environ.get("SCHOOL_MODULE"))',
    ],
)
def test_manage_py_in_other_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    monkeypatch.setenv("SCHOOL_MODULE", "school.settings")
    write(school(tmp_path) / "manage.py", f"import os\ndef main():\n    {statement}\n")
    assert accessors(tmp_path) == BOTH


def test_manage_py_that_computes(tmp_path: Path) -> None:
    write(school(tmp_path) / "manage.py", 'import os\nos.environ["DJANGO_SETTINGS_MODULE"] = f"x.{os.name}"\n')
    assert "manage.py sets DJANGO_SETTINGS_MODULE to `f'x.{os.name}'`" in failure(tmp_path)


def test_manage_py_that_is_broken(tmp_path: Path) -> None:
    write(school(tmp_path) / "manage.py", "import (\n")
    assert "manage.py cannot be read" in failure(tmp_path)


def test_two_projects(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(school(tmp_path / name) / "manage.py", MANAGE.format("school.settings"))
    message = failure(tmp_path)
    assert "holds several Django projects" in message
    assert "school.settings in" in message
    assert "--settings" in message
    assert accessors(tmp_path / "two") == BOTH


def test_settings_choose_the_directory(tmp_path: Path) -> None:
    school(tmp_path)
    write(tmp_path / "example" / "manage.py", MANAGE.format("example.settings"))
    assert accessors(tmp_path, "school.settings") == BOTH


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = school.settings\n"),
        ("pytest.ini", "[pytest]\naddopts = -q --ds=school.settings\n"),
        ("tox.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = school.settings\n"),
        ("setup.cfg", "[tool:pytest]\nDJANGO_SETTINGS_MODULE = school.settings\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "school.settings"\n'),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = ["--ds", "school.settings"]\n'),
    ],
)
def test_configuration_of_pytest(tmp_path: Path, name: str, text: str) -> None:
    write(school(tmp_path) / name, text)
    assert accessors(tmp_path) == BOTH


def test_pythonpath_of_pytest(tmp_path: Path) -> None:
    school(tmp_path / "apps")
    write(tmp_path / "pytest.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = school.settings\npythonpath = apps\n")
    assert accessors(tmp_path) == BOTH


def test_broken_configuration_is_named(tmp_path: Path) -> None:
    write(school(tmp_path) / "pyproject.toml", "[tool\n")
    assert "pyproject.toml cannot be read" in failure(tmp_path)


def test_src(tmp_path: Path) -> None:
    school(tmp_path / "src")
    assert accessors(tmp_path, "school.settings") == BOTH
    write(tmp_path / "manage.py", MANAGE.format("school.settings"))
    assert accessors(tmp_path) == BOTH


def test_working_directory_is_the_project(tmp_path: Path) -> None:
    school(tmp_path / "backend", SETTINGS + "\nassert open('marker').read() == ''\n")
    write(tmp_path / "backend" / "marker")
    write(tmp_path / "backend" / "manage.py", MANAGE.format("school.settings"))
    assert accessors(tmp_path) == BOTH


def test_no_settings(tmp_path: Path) -> None:
    message = failure(tmp_path)
    assert f"no Django settings found for {tmp_path}" in message
    assert "DJANGO_SETTINGS_MODULE is not set in the environment" in message
    assert "there is no manage.py here" in message
    assert "there is no pytest configuration here" in message
    assert "--settings MODULE" in message
    assert "--map" in message


# What settings do


def test_prints_do_not_reach_the_answer(tmp_path: Path) -> None:
    noise = (
        "import os, sys\nprint('{' * 100)\nos.write(1, b'raw')\nsys.__stdout__.write('more')\nos.system('echo child')\n"
    )
    assert accessors(school(tmp_path, noise + SETTINGS), "school.settings") == BOTH


def test_stdin_is_empty(tmp_path: Path) -> None:
    assert (
        accessors(school(tmp_path, "import sys\nassert sys.stdin.read() == ''\n" + SETTINGS), "school.settings") == BOTH
    )


def test_modules_of_the_project_do_not_shadow_those_of_the_probe(tmp_path: Path) -> None:
    write(tmp_path / "traceback.py", "raise SystemExit('mine')\n")
    assert accessors(school(tmp_path), "school.settings") == BOTH


def test_nothing_is_written_into_the_project(tmp_path: Path) -> None:
    school(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    load_relations(tmp_path, "school.settings")
    assert sorted(tmp_path.rglob("*")) == before


def test_threads_and_children_left_behind_do_not_hold_it_up(tmp_path: Path) -> None:
    lingering = (
        "import subprocess, sys, threading, time\n"
        "threading.Thread(target=time.sleep, args=[60]).start()\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'])\n"
    )
    began = time.monotonic()
    assert accessors(school(tmp_path, lingering + SETTINGS), "school.settings") == BOTH
    assert time.monotonic() - began < 15


def test_settings_that_fail(tmp_path: Path) -> None:
    message = failure(school(tmp_path, "def needs():\n    return 1 / 0\nneeds()\n"), "school.settings")
    assert "could not set Django up with school.settings (from --settings)" in message
    assert "ZeroDivisionError" in message
    assert 'settings.py", line 2, in needs' in message
    assert "<stdin>" not in message
    assert "--settings" in message


def test_settings_that_need_an_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = school(tmp_path, "import os\nos.environ['SCHOOL_DATABASE']\n" + SETTINGS)
    assert "KeyError: 'SCHOOL_DATABASE'" in failure(root, "school.settings")
    monkeypatch.setenv("SCHOOL_DATABASE", "x")
    assert accessors(root, "school.settings") == BOTH


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    assert "No module named 'school.nowhere'" in failure(school(tmp_path), "school.nowhere")


def test_settings_with_a_syntax_error(tmp_path: Path) -> None:
    assert "SyntaxError" in failure(school(tmp_path, "A = (\n"), "school.settings")


def test_models_that_fail(tmp_path: Path) -> None:
    write(school(tmp_path) / "school" / "models.py", "import no_such_package\n")
    assert "No module named 'no_such_package'" in failure(tmp_path, "school.settings")


def test_settings_that_exit(tmp_path: Path) -> None:
    message = failure(school(tmp_path, "import sys\nsys.exit(3)\n"), "school.settings")
    assert "SystemExit: 3" in message
    assert "settings.py" in message


def test_settings_that_end_the_process(tmp_path: Path) -> None:
    message = failure(school(tmp_path, "import os\nprint('last words')\nos._exit(0)\n"), "school.settings")
    assert "ended with exit code 0 before Django was set up" in message
    assert "last words" in message


def test_settings_that_kill_the_process(tmp_path: Path) -> None:
    message = failure(school(tmp_path, "import os\nos.kill(os.getpid(), 9)\n"), "school.settings")
    assert "was killed by signal 9" in message


def test_settings_that_hang(tmp_path: Path) -> None:
    hanging = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "print('child', child.pid)\n"
        "time.sleep(300)\n"
    )
    message = failure(school(tmp_path, hanging), "school.settings", timeout=3)
    assert "gave no answer within 3 seconds and was stopped" in message
    printed = re.search(r"child (\d+)", message)
    assert printed is not None
    for _ in range(50):
        if not runs(int(printed[1])):
            break
        time.sleep(0.1)
    assert not runs(int(printed[1]))


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # where nobody reaps orphans they stay as zombies
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_model_that_cannot_be_read(tmp_path: Path) -> None:
    broken = (
        MODELS + "\n\nclass Broken(models.Model):\n    other = models.ForeignKey('nowhere.Model', models.CASCADE)\n"
    )
    write(school(tmp_path) / "school" / "models.py", broken)
    message = failure(tmp_path, "school.settings")
    assert "school.settings has a model that cannot be read: school.Broken" in message
    assert "nowhere.Model" in message


def test_through_model_that_is_not_there(tmp_path: Path) -> None:
    write(school(tmp_path) / "school" / "models.py", MODELS.replace('"Enrollment"', '"Nothing"'))
    message = failure(tmp_path, "school.settings")
    assert "school.Course" in message
    assert "Nothing" in message


def test_no_relations(tmp_path: Path) -> None:
    write(
        school(tmp_path) / "school" / "models.py", "from django.db import models\n\nclass A(models.Model):\n    pass\n"
    )
    found = load_relations(tmp_path, "school.settings")
    assert found.relations == ()
    assert list(found.models) == [ModelRef("school.models", "A")]


def test_no_apps(tmp_path: Path) -> None:
    found = load_relations(school(tmp_path, "SECRET_KEY = 'x'\n"), "school.settings")
    assert (found.relations, dict(found.models), found.user_model) == ((), {}, None)
    assert found.databases == ("default",)


def test_configurations(tmp_path: Path) -> None:
    # django-configurations sets Django up in its own way: https://django-configurations.readthedocs.io
    write(
        tmp_path / "configurations.py",
        "import django, os\ndef setup():\n    os.environ['SET_UP'] = '1'\n    django.setup()\n",
    )
    school(
        tmp_path, "import os\nassert os.environ['SET_UP'] + os.environ['DJANGO_CONFIGURATION'] == '1Dev'\n" + SETTINGS
    )
    more = 'os.environ.setdefault("DJANGO_CONFIGURATION", "Dev")\n'
    write(tmp_path / "manage.py", MANAGE.format("school.settings") + more)
    assert accessors(tmp_path) == BOTH


# Which interpreter?


def interpreter(path: Path, marker: Path) -> Path:
    """Write an interpreter that leaves a mark and is otherwise the one that runs."""
    write(path, f'#!/bin/sh\ntouch "{marker}"\nexec "{sys.executable}" "$@"\n').chmod(0o755)
    return path


def test_interpreter_given(tmp_path: Path) -> None:
    school(tmp_path)
    given = interpreter(tmp_path / "given", tmp_path / "mark")
    assert accessors(tmp_path, "school.settings", str(given)) == BOTH
    assert (tmp_path / "mark").exists()


def test_interpreter_given_as_a_virtual_environment(tmp_path: Path) -> None:
    interpreter(school(tmp_path) / "environment/bin/python", tmp_path / "mark")
    assert accessors(tmp_path, "school.settings", str(tmp_path / "environment")) == BOTH
    assert (tmp_path / "mark").exists()


def test_interpreter_given_relative_to_the_project(tmp_path: Path) -> None:
    interpreter(school(tmp_path) / "environment/bin/python", tmp_path / "mark")
    assert accessors(tmp_path, "school.settings", "environment/bin/python") == BOTH
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("name", [".venv", "venv"])
def test_interpreter_of_the_project(tmp_path: Path, name: str) -> None:
    interpreter(school(tmp_path) / name / "bin/python", tmp_path / "mark")
    assert accessors(tmp_path, "school.settings") == BOTH
    assert (tmp_path / "mark").exists()


def test_interpreter_of_the_active_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school(tmp_path)
    interpreter(tmp_path / "active/bin/python", tmp_path / "active-mark")
    interpreter(tmp_path / ".venv/bin/python", tmp_path / "mark")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert accessors(tmp_path, "school.settings") == BOTH
    assert (tmp_path / "active-mark").exists()
    assert not (tmp_path / "mark").exists()


def test_interpreter_that_is_not_there(tmp_path: Path) -> None:
    message = failure(school(tmp_path), "school.settings", str(tmp_path / "nowhere/python"))
    assert f"--python {tmp_path}/nowhere/python: does not exist" in message
    assert "is not on PATH" in failure(tmp_path, "school.settings", "python-of-nowhere")
    assert "holds no bin/python" in failure(tmp_path, "school.settings", str(tmp_path))


def test_interpreter_that_is_not_executable(tmp_path: Path) -> None:
    path = write(school(tmp_path) / "python", "#!/bin/sh\n")
    assert "is not executable" in failure(tmp_path, "school.settings", str(path))


def test_interpreter_that_cannot_be_started(tmp_path: Path) -> None:
    path = write(school(tmp_path) / "python", "#!/nowhere/sh\n")
    path.chmod(0o755)
    message = failure(tmp_path, "school.settings", str(path))
    assert f"{path} (--python) could not be started" in message


def test_interpreter_that_is_no_python(tmp_path: Path) -> None:
    path = write(school(tmp_path) / "python", "#!/bin/sh\necho 'no such option' >&2\nexit 2\n")
    path.chmod(0o755)
    message = failure(tmp_path, "school.settings", str(path))
    assert "ended with exit code 2" in message
    assert "no such option" in message
    assert "--python is not a Python" in message


def test_interpreter_without_django(tmp_path: Path) -> None:
    path = write(school(tmp_path) / "python", f'#!/bin/sh\nexec "{sys.executable}" -S -E "$@"\n')
    path.chmod(0o755)
    message = failure(tmp_path, "school.settings", str(path))
    assert f"{path} (--python) has no Django: No module named 'django'" in message
    assert "Pass --python" in message


def test_django_too_old(tmp_path: Path) -> None:
    write(
        school(tmp_path) / "django" / "__init__.py",
        "VERSION = (2, 2, 28, 'final', 0)\n\n\ndef get_version():\n    return '2.2.28'\n",
    )
    message = failure(tmp_path, "school.settings")
    assert "has Django 2.2.28; through-codemod needs 3.2 or later" in message
    assert sys.executable in message
