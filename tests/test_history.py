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
            ['migrations.AddField("course", "students", models.ManyToManyField("Student", through="X"))'],
            [RUN],
            [],
            True,
        ),
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
