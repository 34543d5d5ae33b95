"""Does a migration's site know what its field was at the time?"""

from __future__ import annotations

import ast
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
    package = tmp_path / "school" / "migrations"
    package.mkdir(parents=True)
    (tmp_path / "school" / "__init__.py").touch()
    (package / "__init__.py").touch()
    for name, operations in (("0001_before", before), ("0002_here", here), ("0003_after", after)):
        (package / f"{name}.py").write_text(f"operations = [{', '.join(operations)}]\n", "utf-8")
    modules = Modules([tmp_path], school_map)
    migration = modules.load("school.migrations.0002_here")
    assert migration is not None
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    assert had_through(relation, migration, modules, "copy") is had


@pytest.mark.parametrize(("broken", "had"), [("0001_broken", None), ("0009_broken", True)])
def test_a_file_that_cannot_be_parsed_matters_in_front_of_the_migration(
    school_map: RelationMap, tmp_path: Path, broken: str, had: bool | None
) -> None:
    package = tmp_path / "school" / "migrations"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    for name, text in (("0000_first", CREATE.format(THROUGH)), ("0002_here", RUN), (broken, "print 'old'")):
        (package / f"{name}.py").write_text(f"operations = [{text}]\n", "utf-8")
    modules = Modules([tmp_path], school_map)
    migration = modules.load("school.migrations.0002_here")
    assert migration is not None
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    assert had_through(relation, migration, modules, "copy") is had


@pytest.mark.parametrize("squashed", [True, False])
def test_a_migration_that_replaces_others_is_not_in_front_of_them(
    school_map: RelationMap, tmp_path: Path, squashed: bool
) -> None:
    """What it makes is the end of what they make; a function in it has seen its own operations only."""
    package = tmp_path / "school" / "migrations"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    replaces = 'replaces = [("school", "0002_first"), ("school", "0003_here"), ("school", "0004_last")]'
    whole = f"{replaces}\noperations = [{CREATE.format(PLAIN)}, {RUN}, {ALTER}]\n"
    (package / "0002_a_squashed_0004_last.py").write_text(whole, "utf-8")
    for name, operation in (("0002_first", CREATE.format(PLAIN)), ("0003_here", RUN), ("0004_last", ALTER)):
        (package / f"{name}.py").write_text(f"operations = [{operation}]\n", "utf-8")
    (package / "0005_next.py").write_text(f"operations = [{RUN}]\n", "utf-8")
    modules = Modules([tmp_path], school_map)
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    for name in ("0002_a_squashed_0004_last", "0003_here") if squashed else ("0003_here",):
        migration = modules.load(f"school.migrations.{name}")
        assert migration is not None
        assert had_through(relation, migration, modules, "copy") is False
    if not squashed:
        for old in ("0002_first", "0003_here", "0004_last"):
            (package / f"{old}.py").unlink()
    modules = Modules([tmp_path], school_map)
    migration = modules.load("school.migrations.0005_next")
    assert migration is not None
    assert had_through(relation, migration, modules, "copy") is True


def test_from_another_app_only_what_never_changed_is_certain(school_map: RelationMap, tmp_path: Path) -> None:
    package = tmp_path / "school" / "migrations"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "0001_first.py").write_text(f"operations = [{CREATE.format(PLAIN)}]\n", "utf-8")
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    elsewhere = Module.of("other.migrations.0001_x", str(tmp_path / "other" / "0001_x.py"), ast.parse(""))
    assert had_through(relation, elsewhere, Modules([tmp_path], school_map)) is False
    (package / "0002_second.py").write_text(f"operations = [{ALTER}]\n", "utf-8")
    assert had_through(relation, elsewhere, Modules([tmp_path], school_map)) is None
    for name, had in (("0001_first", None), ("0002_second", True)):
        tree = ast.parse(f'dependencies = [("school", "{name}"), ("other", "0001_x"), swappable]')
        depending = Module.of("other.migrations.0002_y", str(tmp_path / "other" / "0002_y.py"), tree)
        assert had_through(relation, depending, Modules([tmp_path], school_map)) is had


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
    (package / "0001_before.py").write_text(f"operations = [{CREATE.format(PLAIN)}]\n", "utf-8")
    (package / "0002_here.py").write_text(f"operations = [{RUN}]\n", "utf-8")
    modules = Modules([tmp_path], school_map)
    migration = modules.load("project.apps.school.migrations.0002_here")
    assert migration is not None
    (relation,) = [item for item in school_map.relations if item.accessor == "students" and item.owner.name == "Course"]
    assert had_through(relation, migration, modules, "copy") is False
