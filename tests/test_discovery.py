"""Are the files that a path means found, each once, and can only those be passed over that hold no site?"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from through_codemod import sites
from through_codemod.discovery import VERBS, PathError, candidates, discover
from through_codemod.unparsed import as_read, bases, held


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, which is no git repository."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def git(*arguments: str, directory: str = ".") -> None:
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


def test_a_directory_stands_for_its_python_files() -> None:
    files("b.py", "a/c.py", "a/notes.txt", "a/script")
    assert discover(["."]) == ["a/c.py", "b.py"]


def test_a_walk_passes_over_what_is_not_the_project_s() -> None:
    files(".tox/a.py", "__pycache__/a.py", "node_modules/x/a.py", "env/pyvenv.cfg", "env/lib/a.py", "app/a.py", ".a.py")
    assert discover(["."]) == [".a.py", "app/a.py"]


def test_git_says_what_is_the_project_s() -> None:
    files("tracked.py", "new.py", "ignored.py", "gone.py", "env/pyvenv.cfg", "env/a.py", "build/a.py", "umläut ö.py")
    Path(".gitignore").write_text("ignored.py\nbuild/\n")
    git("init")
    git("add", "tracked.py", "gone.py", "umläut ö.py")
    Path("gone.py").unlink()
    assert discover(["."]) == ["new.py", "tracked.py", "umläut ö.py"]
    assert discover(["build", "ignored.py"]) == ["build/a.py", "ignored.py"]


def test_repositories_inside_the_repository_are_looked_into() -> None:
    files("nested/a.py", "module/b.py", "c.py")
    for directory in ("nested", "module", "."):
        git("init", directory=directory)
    git("add", ".", directory="module")
    git("commit", "-m", "b", directory="module")
    git("-c", "protocol.file.allow=always", "submodule", "add", "./module", "module")
    assert discover(["."]) == ["c.py", "module/b.py", "nested/a.py"]


def test_without_git_the_directory_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    files("a.py", "ignored.py")
    Path(".gitignore").write_text("ignored.py\n")
    git("init")
    assert discover(["."]) == ["a.py"]
    monkeypatch.setenv("PATH", "")
    assert discover(["."]) == ["a.py", "ignored.py"]


def test_a_file_that_is_named_counts_whatever_its_name() -> None:
    files("manage", ".hidden/a.py")
    assert discover(["manage", ".hidden/a.py"]) == [".hidden/a.py", "manage"]


def test_each_file_counts_once(here: Path) -> None:
    files("app/a.py")
    assert discover([".", "app", "app/a.py", str(here / "app"), "app/../app"]) == ["app/a.py"]


def test_links_are_not_followed_twice(here: Path) -> None:
    files("app/a.py", "z/b.py", "elsewhere")
    os.symlink("a.py", "app/0_link.py")
    os.symlink(here / "app", "app/loop")
    os.symlink("../z", "app/z")
    os.symlink("nowhere.py", "app/broken.py")
    os.symlink("../elsewhere", "app/only_link.py")
    assert discover(["."]) == ["app/a.py", "app/only_link.py", "z/b.py"]
    assert discover(["app/0_link.py"]) == ["app/0_link.py"]
    assert discover(["app/loop", "app/a.py"]) == ["app/a.py", "app/loop/only_link.py"]


def test_files_elsewhere_are_shown_with_their_whole_path(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files("app/a.py", "other/b.py")
    monkeypatch.chdir("other")
    assert discover(["../app", "."]) == [str(here / "app/a.py"), "b.py"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("migrations", ["app/models.py", "app/models_pb2.py", "lib/app/x.py"]),
        ("migrations/", ["app/models.py", "app/models_pb2.py", "lib/app/x.py"]),
        ("*_pb2.py", ["app/migrations/a.py", "app/models.py", "lib/app/x.py"]),
        ("app/m*.py", ["lib/app/x.py"]),
        ("./lib/app", ["app/migrations/a.py", "app/models.py", "app/models_pb2.py"]),
        ("models", ["app/migrations/a.py", "app/models.py", "app/models_pb2.py", "lib/app/x.py"]),
        ("app", []),
    ],
)
def test_exclude(pattern: str, left: list[str]) -> None:
    files("app/models.py", "app/models_pb2.py", "app/migrations/a.py", "lib/app/x.py")
    assert discover(["."], [pattern, "nothing like it"]) == left


def test_exclude_holds_for_named_files_too() -> None:
    files("app/models_pb2.py")
    assert discover(["app/models_pb2.py"], ["*_pb2.py"]) == []


def test_a_path_that_does_not_exist_is_said_so() -> None:
    files("a.py")
    with pytest.raises(PathError, match=r"^missing/a\.py: no such file or directory$"):
        discover(["a.py", "missing/a.py"])
    with pytest.raises(PathError, match="Not a directory"):
        discover(["a.py/b.py"])


def test_a_directory_that_cannot_be_listed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: str) -> None:
        raise PermissionError(13, "Permission denied")

    files("app/a.py")
    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(PathError, match="Permission denied; name the directories beside it"):
        discover(["app"])


def test_what_is_neither_file_nor_directory_is_said_so() -> None:
    os.mkfifo("pipe.py")
    with pytest.raises(PathError, match="neither a file nor a directory"):
        discover(["pipe.py"])
    assert discover(["."]) == []


HOLDING = [
    b"course.students.add(student)",
    b"course.students.aadd(student)",
    b"course.students.get_or_create(name='x')",
    b"students = course.students\nstudents.add(x)",
    b"course . students \\\n  . add(x)",
    b"(course.  # the course\n  students  # its students\n  # of this year\n  .add(x))",
    b"add = course.students.add",
    b"course.students(manager='objects').add(x)",
    b"course.students.db_manager('other').set(x)",
    b"getattr(course, 'students').clear()",
    b'getattr(course, "students").clear()',
    b"f(course.students)\nothers.add(1)",
    b"students = course.students\n...\nstudents.add(1)",
    b"course.students\r\n\r\nothers.add(1)",
    "cours.élèves.add(x)".encode("latin-1"),
    "cours.élèves.add(x)".encode(),
    b"x = '#' + course.students.add(x)",
    b'x = """\n#""" + course.students.add(x)',
    b'f"""\n# {course.students.add(x)}"""',
    "course.\ufb06udents.add(x)".encode(),
    "course.students.\uff41dd(x)".encode(),
    b"# a comment\rcourse.students.add(x)\r",
    b"for name in ('students', 'x'):\n    getattr(course, name).add(x)",
    b"getattr(course, f'{kind}dents').add(x)",
    b"name = f'stud{kind}'\ngetattr(course, name).add(x)",
    b"getattr(course, '%(a)sdents' % kind).add(x)",
    b"getattr(course, 'stud' + kind).add(x)",
    b"getattr(course, kind + 'dents').add(x)",
    b"enrol(course.students, x)",
    b"enrol(*[course.students])",
    b"enrol(x, students=course.students)",
    b"return course.students",
    b"students = course.students  # of this year",
    b"[x for x in y if course.students else others]",
    b"enrol(course.students if x else y)",
    b"enrol(getattr(course, 'students'))",
    b"attrgetter('students')(course).add(x)",
    b"attrgetter('course.students.add')(seat)(x)",
    b"attrgetter('students.add')(course)(x)",
    b"attrgetter('students.aset')(course)([x])",
    b"Course.students.related_manager_cls.add(course.students, x)",
    b"enrol(attrgetter('students')(course), x)",
    b"for name in ('students', 'x'):\n    attrgetter(name)(course).add(x)",
    b"course.__getattribute__('students').add(x)",
    b"Course.students.__get__(course).add(x)",
    b"course.students.__class__.add(course.students, x)",
    b"# through: ignore[TM101]",
    b"x = 1  #through:ignore-file",
]
PASSED_OVER = [
    b"",
    b"course.students.all()",
    b"course.students.filter(name='x')  # add\nothers.add(1)",
    b"course.students = students",
    b"course.students is None",
    b"f(course.students.all())\nf(course.students.count())",
    b"# f(course.students)",
    b"students.add(x)",
    b"course.students_of_all.add(x)",
    b"course.the_students.add(x)",
    b"course.students.address",
    b"{'students': 1}\nothers.add(1)",
    b"getattr(course, 'students_x').add()",
    b"Prefetch('students')\ngetattr(course, 'x').add()",
    b"attrgetter('students.count')(course)\nothers.add(x)",
    b"Prefetch('students')\nattrgetter('x')(course).add()",
    b"getattr(course, f'{kind}_dents').add(x)",
    b"getattr(course, 'dents' + kind).add(x)",
    b"getattr(course, kind + 'stud').add(x)",
    b"getattr(course, f'{kind}').add(x)",
    b"getattr(course, f'stu{kind}').add(x)",
    b"getattr(course, 'x').add(f'{kind}dents')",
    b"# It doesn't end.\nstudents.add(x)",
    b"x = 1  # not course.students.add(x)",
    b"'a breakthrough: ignore it'",
    "cours.élèvesé.all\nothers.add(1)".encode(),
]


@pytest.mark.parametrize("source", HOLDING)
def test_what_can_hold_a_site_is_a_candidate(source: bytes) -> None:
    assert candidates(["students", "élèves", "courses"])(as_read(b"# a comment. It goes on.\n" * 3 + source + b"\n"))


@pytest.mark.parametrize("source", PASSED_OVER)
def test_what_cannot_is_none(source: bytes) -> None:
    assert not candidates(["students", "élèves", "courses"])(as_read(source))


def test_the_verbs_are_the_core_s() -> None:
    assert {*VERBS, *(f"a{verb}" for verb in VERBS)} == set(sites.VERBS)


def test_without_accessors_only_suppressions_count() -> None:
    can_hold_a_site = candidates([])
    assert can_hold_a_site(b"x  # through: ignore[TM101]")
    assert not can_hold_a_site(b"course..add(x)\ncourse.students.add(x)")


def test_a_name_in_an_encoding_that_is_not_that_of_ascii() -> None:
    assert candidates(["students"])(as_read(b"# coding: utf-7\ncourse.+AHM-tudents.add(x)"))
    assert not candidates(["students"])(as_read(b"# coding: no-such\ncourse.+AHM-tudents.add(x)"))


def test_names_that_begin_alike_are_told_apart() -> None:
    names = ["friend", "friends", "friends_of_friends", "f", "foe", *("m" * length for length in range(1, 200))]
    can_hold_a_site = candidates(names)
    for name in names:
        assert can_hold_a_site(f"user.{name}.add(x)".encode())
    for name in ("fr", "frien", "friendss", "friends_of_friend", "fo", "m" * 200, "oe"):
        assert not can_hold_a_site(f"user.{name}.add(x)".encode())


def test_long_comments_cost_no_time() -> None:
    assert not candidates(["students"])(b"# It ends here.\n" * 100_000 + b"x.add(1)")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (b"from a import Base as B\nclass A(B): pass\n", {"B", "Base"}),
        (b"from a import C\tas D, E  as \t F\nimport m as n\nclass A(D, n.F): pass\n", {"D", "C", "F", "E", "n", "m"}),
        (b"from a import Base as Bx, Other as B_\nclass A(B): pass\n", {"B"}),
        (b"Base as B\n", set()),
        (b"class A(make(B), C): pass\n", {"make", "B", "C"}),
        (b"class A(made[':'], B) : pass\n", {"made", "B"}),
        (
            b"class  A [T] (  # so: it is\n    B,  # (the first)\n    C,\n): pass\n",
            {"B", "C", "so", "it", "is", "the", "first"},
        ),
        ("class A(\uff22ase): pass\n".encode(), {"Base"}),
        ("from a import Première as Tête\nclass É(Tête): pass\n".encode(), {"Tête", "Première"}),
        ("from a import Base as Te\u0302te\nclass A(Tête): pass\n".encode(), {"Tête", "Base"}),
        ("# \u1112\u1161\u11ab and … as they come\nclass A(\u1112\u1161\u11ab): pass\n".encode(), {"\ud55c"}),
    ],
)
def test_what_classes_inherit_from_goes_by_its_own_name_too(source: bytes, names: set[str]) -> None:
    assert bases(as_read(source)) == names


def test_what_cannot_be_decoded_ends_no_first_look() -> None:
    source = b"from a import B\xe9 as C\nx = attrgetter('caf\xe9')\nclass A(C, B\xe9): pass\n"
    assert not candidates(["students"])(as_read(source))
    assert "C" in bases(as_read(source))


def test_a_file_that_takes_several_reads_is_read_whole(here: Path) -> None:
    text = b"x = 1\n" * 100_000
    (here / "long.py").write_bytes(text)
    assert held("long.py") == text
