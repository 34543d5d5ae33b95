"""Is it known what was a field of a historical model that is gone today, and only where the migrations tell?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check, inference

from through_codemod.infer.values import Other

PLAIN = 'models.ManyToManyField(to="school.Student")'
THROUGH = 'models.ManyToManyField(to="school.Student", through="school.Seat")'
CREATE = 'migrations.CreateModel(name="Gone", fields=[("name", models.CharField()), ("people", {0})])'
EMPTY = 'migrations.CreateModel(name="Gone", fields=[])'
HERE = """
from django.db import migrations
def copy(registry, editor):
    Gone = registry.get_model("school", "Gone")
    for gone in Gone.objects.all():
        gone.people  # -> {0}
    Gone.objects.create().people  # -> {0}
    Gone().people  # -> {0}
class Migration(migrations.Migration):
    dependencies = [("school", "0002_before")]
    operations = [migrations.RunPython(copy), {1}]
"""
AFTER = 'migrations.RemoveField("gone", "people")'


def _project(*operations: str) -> dict[str, str]:
    files = {"school/__init__.py": "", "school/migrations/__init__.py": ""}
    for number, operation in enumerate(operations, 1):
        after = f'("school", "000{number - 1}_before")'
        files[f"school/migrations/000{number}_before.py"] = (
            f"dependencies = [{after if number > 1 else ''}]\noperations = [{operation}]\n"
        )
    return files


@pytest.mark.parametrize(
    ("before", "here", "expected"),
    [
        ([CREATE.format(PLAIN)], "", "manager Student@registry"),
        ([CREATE.format(PLAIN)], AFTER, "manager Student@registry"),
        ([CREATE.format('models.ManyToManyField(to="Student")')], "", "manager Student@registry"),
        ([CREATE.format('models.ManyToManyField(to="Lost")')], "", "manager Lost@registry"),
        ([CREATE.format('models.ForeignKey("school.Student")')], "", "Student@registry"),
        ([CREATE.format('models.ForeignKey("school.Lost")')], "", "Lost@registry"),
        ([CREATE.format("models.OneToOneField(to=settings.AUTH_USER_MODEL)")], "", "User@registry"),
        ([CREATE.format("models.IntegerField()")], "", "other"),
        ([CREATE.format(THROUGH)], "", "?"),
        ([CREATE.format("models.ManyToManyField(**given)")], "", "?"),
        ([CREATE.format("fields.SortedManyToManyField('school.Student')")], "", "other"),
        ([CREATE.format("made")], "", "?"),
        ([CREATE.format("made()")], "", "?"),
        ([CREATE.format(PLAIN), f'migrations.AlterField("gone", "people", {THROUGH})'], "", "?"),
        ([CREATE.format(PLAIN)], f'migrations.AlterField("gone", "people", {THROUGH})', "?"),
        ([CREATE.format(PLAIN), 'migrations.AlterField("gone", "people", models.ForeignKey("X"))'], "", "?"),
        ([CREATE.format(PLAIN), AFTER], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RemoveField("other", "people")'], "", "manager Student@registry"),
        ([CREATE.format(PLAIN), 'migrations.RenameField("gone", "men", "people")'], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RenameModel("Old", "Gone")'], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RenameModel("Gone", "New")'], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.DeleteModel("Gone")'], "", "?"),
        ([EMPTY, f'migrations.AddField("gone", "people", {PLAIN})'], "", "manager Student@registry"),
        ([EMPTY], "", "?"),
        ([EMPTY, 'migrations.AddField("gone", "people", made)'], "", "?"),
        ([EMPTY, CREATE.format(PLAIN).replace("Gone", "Other")], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RenameField("other", "people", "men")'], "", "manager Student@registry"),
        ([CREATE.format('models.ForeignKey("self")')], "", "?"),
        ([CREATE.format(PLAIN), "("], "", "?"),
    ],
)
def test_fields_of_models_that_are_gone(before: list[str], here: str, expected: str, tmp_path: Path) -> None:
    source = HERE.format(expected, here)
    path = "school/migrations/0007_here.py"
    check(source, tmp_path, _project(*before) | {path: source}, path)


def test_what_comes_later_does_not_count(tmp_path: Path) -> None:
    source, path = HERE.format("manager Student@registry", ""), "school/migrations/0007_here.py"
    later = f'dependencies = [("school", "0007_here")]\noperations = [{AFTER}]\n'
    files = _project(CREATE.format(PLAIN), "") | {"school/migrations/0001_after.py": later}
    check(source, tmp_path, files | {path: source}, path)


def test_what_may_have_run_counts_whatever_its_name_is(tmp_path: Path) -> None:
    source, path = HERE.format("?", ""), "school/migrations/0007_here.py"
    branch = f'dependencies = [("school", "0001_before")]\noperations = [{AFTER}]\n'
    files = _project(CREATE.format(PLAIN), "") | {"school/migrations/0009_branch.py": branch}
    check(source, tmp_path, files | {path: source}, path)


def test_a_field_that_gets_the_name_in_front_of_the_function(tmp_path: Path) -> None:
    source, path = HERE.format("?", 'migrations.RenameField("gone", "men", "people")'), "school/migrations/0007_here.py"
    check(source, tmp_path, _project(CREATE.format(PLAIN), "") | {path: source}, path)


def test_a_field_that_is_gone_of_a_model_that_is_not(tmp_path: Path) -> None:
    source = """
        def copy(apps, editor):
            apps.get_model("school", "Course").objects.get().people  # -> manager Student@apps
            apps.get_model("school", "Course").objects.get().students  # -> Course.students@apps
            apps.get_model("school", "Club").objects.get().people  # -> ?
    """
    files = _project(f'migrations.AddField("course", "people", {PLAIN})')
    check(source, tmp_path, files, "school/migrations/0007_here.py")


@pytest.mark.parametrize("more", ["", AFTER])
def test_the_migrations_of_another_app(more: str, tmp_path: Path) -> None:
    """They may all have run, or none of those behind the one that this depends on."""
    expected = "manager Student@apps" if not more else "?"
    source = f"""
        def copy(apps, editor):
            apps.get_model("school", "Gone").objects.get().people  # -> {expected}
            apps.get_model("nowhere", "Gone").objects.get().people  # -> ?
    """
    files = _project(CREATE.format(PLAIN), more) | {"app/__init__.py": "", "app/migrations/__init__.py": ""}
    check(source, tmp_path, files, "app/migrations/0001_here.py")


def test_an_app_that_no_model_is_left_of(tmp_path: Path) -> None:
    """Its migrations are known by their own folder."""
    files = {
        f"project/old/{name}": text
        for name, text in {
            "__init__.py": "",
            "migrations/__init__.py": "",
            "migrations/0001_first.py": f"operations = [{CREATE.format(PLAIN)}]\n",
        }.items()
    }
    source = """
        def copy(apps, editor):
            apps.get_model("old", "Gone").objects.get().people  # -> manager Student@apps
    """
    check(source, tmp_path, files | {"project/__init__.py": ""}, "project/old/migrations/0002_here.py")


def test_what_is_no_function_of_a_migration(tmp_path: Path) -> None:
    source = """
        from django.db import migrations
        def other(registry, editor):
            registry.get_model("school", "Course")  # -> ?
        def copy(one, registry):
            registry.get_model("school", "Course")  # -> ?
        migrations.RunPython(copy, reverse_code=lambda one, two: None)
        def back(registry, editor):
            registry.get_model("school", "Course")  # -> type Course@registry
        migrations.RunPython(copy, reverse_code=back)
    """
    check(source, tmp_path, _project(), "school/migrations/0007_here.py")


def test_a_plain_relation_to_a_model_that_cannot_be_told(tmp_path: Path) -> None:
    source = """
        def copy(apps, editor):
            apps.get_model("school", "Gone").objects.get().people
    """
    files = _project(CREATE.format("models.ManyToManyField(to=SOMETHING)"))
    infer, tree = inference(source, tmp_path, files, "school/migrations/0007_here.py")
    asked = tree.body[0].body[-1].value  # type: ignore[attr-defined]
    assert infer.asked(asked) == {Other("plain many-to-many")}
