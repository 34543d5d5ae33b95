"""Does through-codemod get through what real projects hold, and say what it cannot do, without losing a byte?"""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import as_process, through_codemod

from through_codemod import codemod
from through_codemod.codemod import Result, rewrite
from through_codemod.relations import RelationMap

IMPORT = "from school.models import Course, Enrollment, Student\n"
BEFORE = "    course.students.add(student)"
AFTER = "    Enrollment.objects.get_or_create(course=course, student=student)"
MODULE = f"""{IMPORT}

def join(course: Course, student: Student):
{BEFORE}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: an empty project, and the top of its repository."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory, school_map: RelationMap) -> Path:
    """The school's map in a file."""
    path = tmp_path_factory.mktemp("maps") / "through-map.json"
    path.write_text(school_map.to_json(), "utf-8")
    return path


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(MODULE.encode(), id="plain"),
        pytest.param(("# coding: latin-1\n# é\n" + MODULE + "# à ÿ\n").encode("latin-1"), id="latin-1 by a cookie"),
        pytest.param(("# -*- coding: cp1252 -*-\n" + MODULE + "x = '€'\n").encode("cp1252"), id="cp1252 by a cookie"),
        pytest.param(("# vim: set fileencoding=euc-jp :\n" + MODULE + "# 生徒\n").encode("euc-jp"), id="euc-jp"),
        pytest.param(codecs.BOM_UTF8 + MODULE.encode() + "# 𝄞\n".encode(), id="a byte order mark"),
        pytest.param(codecs.BOM_UTF8 + b"# coding: utf-8\n" + MODULE.encode(), id="a byte order mark and a cookie"),
        pytest.param(MODULE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(MODULE.replace("\n", "\r\n").encode() + b"x = 1\n# both\ny = 2\r\n", id="mixed line ends"),
        pytest.param(MODULE.replace("\n\n\n", "\n\f\n\n").encode() + b"\f\nx = 1\n", id="form feeds"),
        pytest.param(MODULE.replace("    ", "\t").encode(), id="tabs"),
        pytest.param(MODULE.replace("\n    ", "\n\f    ").encode(), id="a form feed in the indentation"),
        pytest.param(MODULE.rstrip("\n").encode(), id="no newline at the end"),
        pytest.param(MODULE.rstrip("\n").encode() + b"  # why", id="a comment at the end"),
        pytest.param(MODULE.rstrip("\n").encode() + b" ; x = 1 ;\n", id="semicolons"),
        pytest.param(MODULE.encode() + b"\n\n   \n\t\n", id="blank lines with blanks"),
        pytest.param(MODULE.encode() + b"x = 1 + \\\n  2\n", id="a continuation line"),
        pytest.param(MODULE.encode() + b'x = """\n\r\n\x0c\n"""\n', id="line ends in a string"),
        pytest.param(MODULE.encode() + "naïve = 'ﬁ'\n".encode(), id="names that are not ASCII"),
    ],
)
def test_every_byte_outside_the_statement_stays(source: bytes, known: Path) -> None:
    file = Path("views.py")
    file.write_bytes(source)
    ended = through_codemod("fix", "views.py", "--map", known)
    assert "1 fixed; 1 file scanned" in ended.lines
    assert (ended.code, ended.errors) == (0, "")
    before, after = BEFORE.encode(), AFTER.encode()
    assert before.strip() in source
    assert file.read_bytes() == source.replace(before.strip(), after.strip())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_new_lines_end_as_the_others_do(end: str, known: Path) -> None:
    source = MODULE.replace(", Enrollment", "").replace(".add(student)", ".set([student, other])").replace("\n", end)
    Path("views.py").write_bytes(source.encode())
    ended = through_codemod("fix", "views.py", "--map", known, "--unsafe-fixes")
    assert ended.code == 0, ended.output
    after = Path("views.py").read_bytes()
    assert b"transaction.atomic" in after
    assert after.count(b"\n") > source.count("\n")
    assert after.count(end.encode()) == after.count(b"\n")


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        pytest.param(MODULE + "x = (\n", "6:5", "file not parsed: ", id="a syntax error"),
        pytest.param(MODULE + "print 'done'\n", "6:1", "file not parsed: ", id="Python 2"),
        pytest.param(MODULE + "\n\ndef done():\n    print 'done'\n", "9:5", "file not parsed: ", id="in a function"),
        pytest.param(
            "def left(x):\n    x.students.add(1)\n\n\ndef done():\n    print 'done'\n",
            "6:5",
            "file not parsed: ",
            id="beside a site that is left",
        ),
        pytest.param(
            MODULE + "\n\nclass Done:\n    def done(self):\n        print 'done'\n",
            "10:9",
            "file not parsed: ",
            id="in a method that nobody asks for",
        ),
        pytest.param(
            "x = 1  # through: ignore[TM101]\n\n\nclass Done:\n    def done(self):\n        print 'done'\n",
            "6:9",
            "file not parsed: ",
            id="beside a comment that silences nothing",
        ),
        pytest.param(
            MODULE.replace("\n    ", "\n    print 'x'\n    ", 1), "", "file not parsed: ", id="in the same function"
        ),
        pytest.param(MODULE + "exec 'x' in {}\n", "6:1", "file not parsed: ", id="Python 2's exec"),
        pytest.param(MODULE + "if x:\n\ty = 1\n        z = 2\n", "8:", "file not parsed: ", id="tabs and blanks"),
        pytest.param(MODULE.encode() + b"# \xe9\n", "6:", "file not parsed: ", id="not UTF-8"),
        pytest.param(b"# coding: klingon\n" + MODULE.encode(), "1:1", "file not parsed: ", id="an unknown coding"),
        pytest.param(MODULE.encode() + b"x = '\0'\n", "", "file not parsed: ", id="a null byte"),
        pytest.param(MODULE + "x = " + "(" * 2000 + ")" * 2000, "", "file not parsed: ", id="too many brackets"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_a_finding(source: str | bytes, place: str, message: str, known: Path) -> None:
    content = source if isinstance(source, bytes) else source.encode()
    Path("views.py").write_bytes(content)
    Path("urls.py").write_text(MODULE)
    ended = through_codemod("fix", ".", "--map", known)
    fixed, unparsed, *closing = ended.lines
    assert fixed.startswith("urls.py:5:5: TM101 [fixed]")
    assert unparsed.startswith(f"views.py:{place}")
    assert f" TM901 {message}" in unparsed
    assert "1 fixed, 1 file not processed; 2 files scanned" in closing
    assert (ended.code, ended.errors) == (1, "")
    assert Path("views.py").read_bytes() == content
    assert AFTER in Path("urls.py").read_text()


def test_a_file_that_cannot_be_parsed_comes_back_on_standard_output(known: Path) -> None:
    source = MODULE.encode() + b"x = (\n"
    ended = through_codemod("fix", "-", "--map", known, stdin=source)
    assert ended.raw == source
    assert "TM901 file not parsed" in ended.errors
    assert ended.code == 1


def test_a_read_only_file_is_left_as_it_is(known: Path) -> None:
    Path("views.py").write_text(MODULE)
    Path("views.py").chmod(0o444)
    ended = through_codemod("fix", ".", "--map", known)
    assert ended.lines[0] == "views.py:1:1: TM901 read-only; make it writable (chmod u+w) and run again"
    assert "1 safe, 1 file not processed; 1 file scanned" in ended.lines
    assert ended.code == 1
    assert Path("views.py").read_text() == MODULE


AS_NOBODY = """
import contextlib, os, sys
from through_codemod.cli import main
os.chdir("warm")
with contextlib.suppress(SystemExit):
    main()  # nobody may not be allowed to read what is imported on the way
os.chdir("../locked")
os.setuid(65534)
main()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_directory_that_only_others_may_write_to_is_left_as_it_is(known: Path, here: Path) -> None:
    for directory in (here / "warm", here / "locked"):
        directory.mkdir()
        (directory / "views.py").write_text(MODULE)
        (directory / "views.py").chmod(0o666)
    for directory in (here / "locked", *here.parents[:-2], here, *known.parents[:-2]):
        directory.chmod(directory.stat().st_mode | 0o055)
    command = [sys.executable, "-c", AS_NOBODY, "fix", ".", "--map", str(known)]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert "views.py:1:1: TM901 file cannot be written: Permission denied; see to that and run again" in done.stdout
    assert done.returncode == 1, done.stderr
    assert (here / "locked" / "views.py").read_text() == MODULE
    assert os.listdir(here / "locked") == ["views.py"]


def test_a_file_that_changed_meanwhile_is_left_as_it_is(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("views.py").write_text(MODULE)
    Path("urls.py").write_text(MODULE)

    def slow_rewrite(path: str, *arguments: object, **options: object) -> Result:
        result = rewrite(path, *arguments, **options)  # type: ignore[arg-type]
        if path == "views.py":
            Path(path).write_text(MODULE + "# edited\n")
        return result  # type: ignore[return-value]

    monkeypatch.setattr(codemod, "rewrite", slow_rewrite)
    ended = through_codemod("fix", ".", "--map", known)
    assert [line.partition(" [")[0] for line in ended.lines[:2]] == [
        "urls.py:5:5: TM101",
        "views.py:1:1: TM901 changed while it was being processed; run again",
    ]
    assert "1 fixed, 1 safe, 1 file not processed; 2 files scanned" in ended.lines
    assert ended.code == 1
    assert Path("views.py").read_text() == MODULE + "# edited\n"
    monkeypatch.setattr(codemod, "rewrite", rewrite)
    assert through_codemod("fix", ".", "--map", known).code == 0
    assert AFTER in Path("views.py").read_text()


def test_a_path_that_does_not_exist_is_a_usage_error(known: Path) -> None:
    Path("views.py").write_text(MODULE)
    ended = through_codemod("fix", "views.py", "missing", "--map", known)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors == "through-codemod: missing: no such file or directory\n"
    assert Path("views.py").read_text() == MODULE


@pytest.fixture
def project(here: Path) -> Path:
    """A Django project without any app."""
    (here / "manage.py").write_text('import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "plain")\n')
    (here / "plain.py").write_text('SECRET_KEY = "none"\nUSE_TZ = True\n')
    return here


def test_without_django_the_message_says_what_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "bare"], cwd=project, check=True)
    ended = through_codemod("check", "--python", project / "bare" / "bin" / "python")
    assert (ended.code, ended.output) == (2, "")
    assert "has no Django" in ended.errors
    assert "Pass --python with the interpreter that the project runs under." in ended.errors
    assert "Traceback" not in ended.errors


def test_without_settings_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    Path("views.py").write_text(MODULE)
    ended = through_codemod("check")
    assert (ended.code, ended.output) == (2, "")
    assert "no Django settings found" in ended.errors
    assert "--settings" in ended.errors


def test_without_models_there_is_nothing_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    (project / "views.py").write_text(MODULE)
    ended = through_codemod("check")
    assert ended.lines == ["nothing to report; 3 files scanned"]
    assert ended.errors == (
        "through-codemod: none of the 0 models that Django knows has a many-to-many relation with a custom through "
        "model, so there is nothing to rewrite\n"
    )
    assert ended.code == 0
    assert through_codemod("check", "-q").errors == ""


def test_ten_thousand_files_with_nothing_to_do_are_done_soon(known: Path, here: Path) -> None:
    for number in range(100):
        directory = here / f"package_{number}"
        directory.mkdir()
        for other in range(100):
            (directory / f"module_{other}.py").write_bytes(b"from django.db import models\n\n\nx = set()\nx.add(1)\n")
    started = time.perf_counter()
    ended = as_process("check", ".", "--map", known, cwd=here)
    assert ended.lines == ["nothing to report; 10000 files scanned"]
    assert (ended.code, ended.errors) == (0, "")
    assert time.perf_counter() - started < 30


def test_an_empty_file_is_nothing(known: Path) -> None:
    Path("empty.py").touch()
    assert through_codemod("check", ".", "--map", known).lines == ["nothing to report; 1 file scanned"]
