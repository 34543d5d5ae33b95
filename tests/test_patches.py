"""Does each part of a divided diff apply alone, and do all of them in any order come to the whole?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from command_line import through_codemod

from through_codemod.changes import Edit
from through_codemod.patches import _in_each_other_s_way
from through_codemod.relations import RelationMap

COURSES = "course.students.add(student)"
BADGES = "badge.holders.add(account)"
IMPORT = "from school.models import Account, Award, Badge, Course, Enrollment, Student\n"
PADDING = "\n\n" + "".join(f"def step_{number}() -> None:\n    pass\n\n\n" for number in range(4))


def function(*sites: str, name: str = "run") -> str:
    listed = "\n    ".join(sites)
    return f"def {name}(course: Course, student: Student, badge: Badge, account: Account) -> None:\n    {listed}\n"


FILES = {
    "one.py": IMPORT + "\n\n" + function(COURSES),
    "apart.py": IMPORT + "\n\n" + function(COURSES) + PADDING + function(BADGES, name="other"),
    "same_import.py": IMPORT.replace(" Enrollment,", "").replace(" Award,", "")
    + "\n\n"
    + function(COURSES)
    + PADDING
    + function(BADGES, name="other"),
    "own_imports.py": IMPORT.replace(" Enrollment,", "") + "\n\n" + function(COURSES) + PADDING + function(BADGES),
    "neighbours.py": IMPORT + "\n\n" + function(COURSES, BADGES),
    "same_line.py": IMPORT + "\n\n" + function(f"{COURSES}; {BADGES}"),
    "between.py": IMPORT + "\n\n" + function(COURSES, *["print()"] * 3, BADGES, *["print()"] * 3, COURSES),
    "nearly.py": IMPORT + "\n\n" + function(COURSES, *["print()"] * 2, BADGES),
    "repeated.py": IMPORT + "\n\n" + function(*[*["print()"] * 9, COURSES] * 3, *["print()"] * 9, BADGES),
    "at_the_ends.py": IMPORT + function(COURSES) + "\n".join("# padding" for _ in range(9)) + "\n" + function(BADGES),
}
BY_RELATION = {
    "school.Course.students.patch": ["apart.py", "at_the_ends.py", "between.py", "one.py", "own_imports.py"],
    "school.Badge.holders.patch": ["apart.py", "at_the_ends.py", "between.py", "own_imports.py"],
    "school.Badge.holders+school.Course.students.patch": [
        "nearly.py",
        "neighbours.py",
        "repeated.py",
        "same_import.py",
        "same_line.py",
    ],
}


def apply(patch: Path, directory: Path) -> None:
    done = subprocess.run(["git", "apply", patch], cwd=directory, capture_output=True, check=False)
    assert done.returncode == 0, (patch.name, done.stderr.decode())


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a file of each kind, in which the command is run."""
    top = tmp_path / "top"
    top.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=top, check=True)
    for name, text in FILES.items():
        (top / name).write_text(text)
    monkeypatch.chdir(top)
    return top


@pytest.fixture
def known(tmp_path: Path, school_map: RelationMap) -> Path:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    return tmp_path / "map.json"


def contents(directory: Path) -> dict[str, str]:
    return {path.relative_to(directory).as_posix(): path.read_text() for path in directory.rglob("*.py")}


def fresh(tree: Path) -> Iterator[Path]:
    for number in range(99):
        copy = tree.parent / f"copy {number}"
        shutil.copytree(tree, copy)
        yield copy


def divided(tree: Path, known: Path, by: str, *options: str) -> list[Path]:
    ended = through_codemod("diff", "--map", known, "--split", by, "-o", tree.parent / "patches", *options)
    assert ended.code == 1, ended.errors
    return sorted((tree.parent / "patches").iterdir())


def test_by_relation_each_applies_alone_and_all_in_any_order(tree: Path, known: Path) -> None:
    patches = divided(tree, known, "relation")
    copies = fresh(tree)
    touched = {}
    for patch in patches:
        copy = next(copies)
        apply(patch, copy)
        touched[patch.name] = sorted(name for name, text in contents(copy).items() if text != FILES[name])
        for name in touched[patch.name]:
            compile(contents(copy)[name], name, "exec")
    assert touched == BY_RELATION
    for order in permutations(patches):
        copy = next(copies)
        for patch in order:
            apply(patch, copy)
        whole = contents(copy)
    assert through_codemod("fix", "--map", known, "--allow-dirty").code == 0
    assert whole == contents(tree)


@pytest.mark.parametrize(
    ("edit", "other", "in_the_way"),
    [
        (Edit(5, 6, 5, 7), Edit(9, 10, 9, 10), False),
        (Edit(5, 6, 5, 7), Edit(8, 9, 8, 9), True),
        (Edit(5, 6, 5, 7), Edit(9, 9, 9, 10), False),
        (Edit(5, 6, 5, 7), Edit(2, 2, 2, 3), False),
        (Edit(5, 6, 5, 7), Edit(3, 3, 3, 4), True),
        (Edit(2, 3, 2, 4), Edit(0, 0, 0, 1), True),  # the hunk must begin the file, for git
        (Edit(17, 18, 17, 19), Edit(20, 20, 20, 21), True),  # and this one must end it
        (Edit(16, 17, 16, 18), Edit(20, 20, 20, 21), True),
    ],
)
def test_what_touches(edit: Edit, other: Edit, in_the_way: bool) -> None:
    assert _in_each_other_s_way([edit], [other], 20) is in_the_way


def test_what_is_written_is_said(tree: Path, known: Path) -> None:
    ended = through_codemod("diff", "one.py", "apart.py", "--map", known, "--split", "relation", "-o", "made/here")
    assert ended.lines == [
        "made/here/school.Badge.holders.patch: 1 site in 1 file",
        "made/here/school.Course.students.patch: 2 sites in 2 files",
    ]
    again = through_codemod("diff", "one.py", "--map", known, "--split", "relation", "-o", "made/here")
    assert (again.code, again.output) == (2, "")
    assert "made/here/school.Badge.holders.patch is none of these patches" in again.errors


def test_by_directory(tree: Path, known: Path) -> None:
    for name in ("a/b/one.py", "a/two.py", "a-b/one.py"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(FILES["one.py"])
    patches = divided(tree, known, "directory")
    assert [patch.name for patch in patches] == ["a-b-2.patch", "a-b.patch", "a.patch", "top.patch"]
    for patch in patches:
        apply(patch, tree)
    assert "Enrollment.objects" in (tree / "a/b/one.py").read_text()


def test_by_owner(tree: Path, known: Path) -> None:
    (tree / "CODEOWNERS").write_text("/one.py @us\n/apart.py @us/web @them\n")
    names = [patch.name for patch in divided(tree, known, "owner")]
    assert names == ["@us-web+@them.patch", "@us.patch", "nobody.patch"]


def test_owners_are_those_of_the_file_s_own_repository(tree: Path, known: Path) -> None:
    (tree / "inner").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=tree / "inner", check=True)
    (tree / "inner/one.py").write_text(FILES["one.py"])
    (tree / "CODEOWNERS").write_text("* @us\n")
    (tree / "inner/CODEOWNERS").write_text("/one.py @them\n")
    ended = through_codemod("diff", "inner/one.py", "--map", known, "--split", "owner", "-o", "../patches")
    assert ended.lines == ["../patches/@them.patch: 1 site in 1 file"]


def test_by_app(tree: Path, known: Path) -> None:
    for name in ("school/models.py", "school/deep/one.py"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("# nothing\n" if name.endswith("models.py") else FILES["one.py"])
    assert [patch.name for patch in divided(tree, known, "app")] == ["no-app.patch", "school.patch"]


@pytest.mark.parametrize(
    "options",
    [
        ("--split", "relation"),
        ("-o", "x"),
        ("--split", "relation", "-o", "x", "--output-format", "json"),
        ("--split", "relation", "-o", "x", "-"),
        ("--split", "owner", "-o", "x"),
        ("--split", "relation", "-o", "one.py"),
    ],
)
def test_usage(options: tuple[str, ...], tree: Path, known: Path) -> None:
    ended = through_codemod("diff", "--map", known, *options)
    assert (ended.code, ended.output) == (2, "")
    assert ended.errors.startswith("through-codemod: ")
    assert not (tree / "x").exists()
