"""Does a migration's site know what its field was at the time?"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from through_codemod.infer.history import had_through
from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import RelationMap

PLAIN = '("students", models.ManyToManyField(to="school.Student"))'
THROUGH = '("students", models.ManyToManyField(through="school.Enrollment", to="school.Student"))'
CREATE = 'migrations.CreateModel(name="Course", fields=[("id", models.AutoField()), {0}])'
ALTER = (
    'migrations.AlterField(model_name="course", name="students", '
    'field=models.ManyToManyField(through="school.Enrollment", to="school.Student"))'
)
LESSON = CREATE.format(PLAIN).replace("Course", "Lesson")
RENAME = 'migrations.RenameModel(old_name="Lesson", new_name="Course")'
SEAT = 'migrations.RenameModel("Seat", "Enrollment")'
PUPILS = 'migrations.RenameField(model_name="course", old_name="pupils", new_name="students")'
RUN = "migrations.RunPython(copy)"
ENROLLMENT = (
    'migrations.CreateModel("Enrollment", fields=[("course", models.ForeignKey("Course")), '
    '("student", models.ForeignKey("Student"))])'
)


def _package(root: Path, app: str = "school") -> Path:
    package = root / app / "migrations"
    package.mkdir(parents=True)
    (root / app / "__init__.py").touch()
    (package / "__init__.py").touch()
    return package


def _write(package: Path, name: str, operations: Iterable[str] = (), after: Iterable[str] = (), more: str = "") -> None:
    """Write a migration of the package's app; `after` are names of it, or `app/name`."""
    parents = [f"school/{one}" if "/" not in one else one for one in after]
    listed = ", ".join(f'("{app}", "{one}")' for app, one in (parent.split("/") for parent in parents))
    lines = [f"    dependencies = [{listed}]", f"    operations = [{', '.join(operations)}]", f"    {more or 'pass'}"]
    text = "\n".join(["class Migration(migrations.Migration):", *lines, ""])
    (package / f"{name}.py").write_text(text, "utf-8")


def _had(relations: RelationMap, root: Path, migration: str = "school.migrations.0002_here") -> bool | None:
    modules = Modules([root], relations)
    module = modules.load(migration)
    assert module is not None
    (relation,) = [item for item in relations.relations if item.accessor == "students" and item.owner.name == "Course"]
    return had_through(relation, module, modules, "copy")


@pytest.mark.parametrize(
    ("before", "here", "after", "had"),
    [
        ([CREATE.format(THROUGH)], [RUN], [], True),
        ([CREATE.format(PLAIN)], [RUN], [ALTER], False),
        ([CREATE.format(PLAIN), ALTER], [RUN], [], True),
        ([CREATE.format(PLAIN)], [ALTER, RUN], [], True),
        ([CREATE.format(PLAIN)], [RUN, ALTER], [], False),
        ([CREATE.format(PLAIN)], [f"migrations.Separate(state_operations=[{ALTER}])", RUN], [], True),
        ([CREATE.format(PLAIN)], ["migrations.RunPython(noop, copy)", ALTER, RUN], [], None),
        ([CREATE.format(PLAIN)], [ALTER, "migrations.RunPython(other)"], [], None),
        ([], [RUN], [CREATE.format(THROUGH)], None),
        (
            ['migrations.AddField("course", "students", models.ManyToManyField("Student", through="Enrollment"))'],
            [RUN],
            [],
            True,
        ),
        ([CREATE.format(THROUGH).replace("Enrollment", "Seat")], [RUN], [], None),
        ([CREATE.format(THROUGH).replace('"school.Enrollment"', "SEAT")], [RUN], [], None),
        ([CREATE.format(THROUGH).replace("Enrollment", "Seat"), SEAT], [RUN], [], True),
        ([CREATE.format(THROUGH).replace("Enrollment", "Seat")], [RUN, SEAT], [], None),
        ([LESSON, RENAME], [RUN], [], False),
        ([LESSON], [RENAME, RUN], [], False),
        ([LESSON], [RUN], [RENAME], None),
        ([LESSON, RENAME, ALTER], [RUN], [], True),
        ([CREATE.format(THROUGH), RENAME], [RUN], [], True),
        ([LESSON, 'migrations.DeleteModel("Lesson")', RENAME], [RUN], [], None),
        ([CREATE.format(PLAIN), 'migrations.RemoveField("course", "students")'], [RUN], [], None),
        ([CREATE.format(PLAIN).replace('"students"', '"pupils"'), PUPILS], [RUN], [], False),
        ([CREATE.format(PLAIN)], [f"migrations.Separate(database_operations=[{ALTER}])", RUN], [], False),
        ([CREATE.format(THROUGH), 'migrations.RenameField("course", "pupils", "students")'], [RUN], [], None),
        (['migrations.CreateModel(name="Other", fields=[])'], [RUN], [], None),
    ],
)
def test_the_state_before_the_migration_counts(
    school_map: RelationMap, tmp_path: Path, before: list[str], here: list[str], after: list[str], had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, "0001_before", [ENROLLMENT, *before])
    _write(package, "0002_here", here, ["0001_before"])
    _write(package, "0003_after", after, ["0002_here"])
    assert _had(school_map, tmp_path) is had


@pytest.mark.parametrize(("broken", "had"), [("0001_broken", None), ("0009_broken", True)])
def test_a_file_that_cannot_be_parsed_matters_in_front_of_the_migration(
    school_map: RelationMap, tmp_path: Path, broken: str, had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, "0000_first", [ENROLLMENT, CREATE.format(THROUGH)])
    _write(package, "0002_here", [RUN], ["0000_first"])
    (package / f"{broken}.py").write_text("print 'old'\n", "utf-8")
    assert _had(school_map, tmp_path) is had


def test_a_file_that_cannot_be_parsed_matters_where_the_migration_depends_on_it(
    school_map: RelationMap, tmp_path: Path
) -> None:
    package = _package(tmp_path)
    _write(package, "0000_first", [ENROLLMENT, CREATE.format(THROUGH)])
    (package / "0009_broken.py").write_text("print 'old'\n", "utf-8")
    _write(package, "0002_here", [RUN], ["0000_first", "0009_broken"])
    assert _had(school_map, tmp_path) is None


@pytest.mark.parametrize("squashed", [True, False])
def test_a_migration_that_replaces_others_is_not_in_front_of_them(
    school_map: RelationMap, tmp_path: Path, squashed: bool
) -> None:
    """What it makes is the end of what they make; a function in it has seen its own operations only."""
    package = _package(tmp_path)
    replaces = 'replaces = [("school", "0002_first"), ("school", "0003_here"), ("school", "0004_last")]'
    _write(package, "0001_seats", [ENROLLMENT])
    _write(package, "0002_a", [CREATE.format(PLAIN), RUN, ALTER], ["0001_seats"], replaces)
    _write(package, "0002_first", [CREATE.format(PLAIN)], ["0001_seats"])
    _write(package, "0003_here", [RUN], ["0002_first"])
    _write(package, "0004_last", [ALTER], ["0003_here"])
    _write(package, "0005_next", [RUN], ["0002_a" if squashed else "0004_last"])
    for name in ("0002_a", "0003_here") if squashed else ("0003_here",):
        assert _had(school_map, tmp_path, f"school.migrations.{name}") is False
    assert _had(school_map, tmp_path, "school.migrations.0005_next") is True
    (package / "0003_here.py").unlink()
    assert _had(school_map, tmp_path, "school.migrations.0005_next") is None
    for old in ("0002_first", "0004_last"):
        (package / f"{old}.py").unlink()
    assert _had(school_map, tmp_path, "school.migrations.0005_next") is True


def test_a_squash_of_a_squash(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(package, "0002_last", [ALTER], ["0001_first"])
    once = 'replaces = [("school", "0001_first"), ("school", "0002_last")]'
    _write(package, "0003_once", [ENROLLMENT, CREATE.format(THROUGH)], more=once)
    twice = 'replaces = [("school", "0003_once")]'
    _write(package, "0000_twice", [ENROLLMENT, CREATE.format(PLAIN), RUN, ALTER], more=twice)
    _write(package, "0004_here", [RUN], ["0000_twice"])
    assert _had(school_map, tmp_path, "school.migrations.0004_here") is True
    assert _had(school_map, tmp_path, "school.migrations.0000_twice") is False


@pytest.mark.parametrize(
    ("first", "other", "after", "here", "had"),
    [
        ("9_first", "10_through", ["0002_here"], [], False),  # names that do not sort
        ("0001_first", "0001_a_through", ["0002_here"], [], False),
        ("first", "after_it", ["first"], ["after_it"], True),
        ("0001_first", "0009_through", ["0001_first"], ["0009_through"], True),  # a branch that is merged has run
        ("0001_first", "0001_through", ["0001_first"], [], None),  # and one that is not may have
    ],
)
def test_migrations_follow_their_dependencies(
    school_map: RelationMap, tmp_path: Path, first: str, other: str, after: list[str], here: list[str], had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, first, [ENROLLMENT, CREATE.format(PLAIN)])
    _write(package, other, [ALTER], after)
    _write(package, "0002_here", [RUN], [first, *here])
    assert _had(school_map, tmp_path) is had


def test_a_branch_that_changes_something_else_does_not_matter(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(package, "0001_branch", [LESSON], ["0001_first"])
    _write(package, "0002_here", [RUN], ["0001_first"])
    assert _had(school_map, tmp_path) is False


@pytest.mark.parametrize(("other", "had"), [(ALTER, None), (RENAME, True)])
def test_two_branches_that_both_change_the_field_are_in_no_order(
    school_map: RelationMap, tmp_path: Path, other: str, had: bool | None
) -> None:
    package = _package(tmp_path)
    back = ALTER.replace('through="school.Enrollment", ', "")
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(THROUGH)])
    _write(package, "0002_one", [other], ["0001_first"])
    _write(package, "0002_two", [back if other == ALTER else ALTER], ["0001_first"])
    _write(package, "0003_here", [RUN], ["0002_one", "0002_two"])
    assert _had(school_map, tmp_path, "school.migrations.0003_here") is had


def test_what_says_that_it_runs_before(school_map: RelationMap, tmp_path: Path) -> None:
    package, other = _package(tmp_path), _package(tmp_path, "other")
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(package, "0002_here", [RUN], ["0001_first"])
    _write(package, "0009_late", [ALTER], ["0001_first"])
    assert _had(school_map, tmp_path) is None
    _write(package, "0009_late", [ALTER], ["0001_first"], 'run_before = [("school", "0002_here")]')
    assert _had(school_map, tmp_path) is True
    _write(package, "0009_late", [ALTER], ["0001_first"], 'run_before = [("other", "0001_here")]')
    _write(other, "0001_here", [RUN])
    assert _had(school_map, tmp_path, "other.migrations.0001_here") is True


def test_from_another_app_only_what_never_changed_is_certain(school_map: RelationMap, tmp_path: Path) -> None:
    package, other = _package(tmp_path), _package(tmp_path, "other")
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(other, "0001_x", [RUN])
    assert _had(school_map, tmp_path, "other.migrations.0001_x") is False
    _write(package, "0002_second", [ALTER], ["0001_first"])
    assert _had(school_map, tmp_path, "other.migrations.0001_x") is None
    for name, had in (("0001_first", None), ("0002_second", True)):
        _write(other, "0002_y", [RUN], [f"school/{name}", "other/0001_x", "nowhere/0001_z"])
        _write(other, "0003_z", [RUN], ["other/0002_y"])
        for migration in ("0002_y", "0003_z"):
            assert _had(school_map, tmp_path, f"other.migrations.{migration}") is had


def test_what_depends_on_the_migration_of_another_app_runs_later(school_map: RelationMap, tmp_path: Path) -> None:
    package, other = _package(tmp_path), _package(tmp_path, "other")
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(other, "0001_x", [RUN], ["school/0001_first"])
    _write(other, "0002_y", [], ["other/0001_x"])
    _write(package, "0002_second", [ALTER], ["0001_first", "other/0002_y"])
    assert _had(school_map, tmp_path, "other.migrations.0001_x") is False


@pytest.mark.parametrize(
    ("operations", "had"),
    [
        ("[*made]", None),
        ("made", None),
        ("[] + made", None),
        ("[op for op in made]", None),
        ("[]; operations += made", None),
        ("[]; operations.append(made)", None),
        ("[]", True),
        ("[made()]", True),
    ],
)
def test_operations_that_are_not_written_down(
    school_map: RelationMap, tmp_path: Path, operations: str, had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, "0000_first", [ENROLLMENT, CREATE.format(THROUGH)])
    text = f"dependencies = [('school', '0000_first')]\noperations = {operations}\n"
    (package / "0001_odd.py").write_text(text, "utf-8")
    _write(package, "0002_here", [RUN], ["0001_odd"])
    assert _had(school_map, tmp_path) is had


@pytest.mark.parametrize(
    ("operation", "had"),
    [
        ('migrations.RenameField("enrollment", "pupil", "student")', True),
        ("migrations.Other()", None),
    ],
)
def test_the_through_model_has_to_have_its_keys_by_then(
    school_map: RelationMap, tmp_path: Path, operation: str, had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT.replace('"student"', '"pupil"'), CREATE.format(THROUGH)])
    _write(package, "0002_here", [operation, RUN], ["0001_first"])
    assert _had(school_map, tmp_path) is had


def test_a_through_model_of_the_same_name_in_another_app_is_another(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(THROUGH).replace("school.Enr", "old.Enr")])
    _write(package, "0002_here", [RUN], ["0001_first"])
    assert _had(school_map, tmp_path) is None


def test_an_app_without_migrations_is_as_it_is_today(school_map: RelationMap, tmp_path: Path) -> None:
    (relation, *_) = school_map.relations
    module = Module.of("x", str(tmp_path / "x.py"), ast.parse(""))
    assert had_through(relation, module, Modules([tmp_path], school_map)) is True


def test_an_app_whose_folder_is_deeper_than_its_name(school_map: RelationMap, tmp_path: Path) -> None:
    """The models of `school` may lie in `project/apps/school`, which the settings put on the path."""
    package = tmp_path / "project" / "apps" / "school" / "migrations"
    package.mkdir(parents=True)
    for folder in (package, *package.parents[:3]):
        (folder / "__init__.py").touch()
    _write(package, "0001_before", [CREATE.format(PLAIN)])
    _write(package, "0002_here", [RUN], ["0001_before"])
    modules = Modules([tmp_path], school_map)
    migration = modules.load("project.apps.school.migrations.0002_here")
    assert migration is not None
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    assert had_through(relation, migration, modules, "copy") is False
