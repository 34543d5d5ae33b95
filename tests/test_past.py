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
OTHERS = 'migrations.AlterField("gone", "people", models.ForeignKey("school.Teacher"))'
AFTER = 'migrations.RemoveField("gone", "people")'


def _project(*operations: str) -> dict[str, str]:
    files = {"school/__init__.py": "", "school/migrations/__init__.py": ""}
    for number, operation in enumerate(operations, 1):
        after = f'("school", "{number - 1:04}_before")'
        files[f"school/migrations/{number:04}_before.py"] = (
            f"from lib import Mine\ndependencies = [{after if number > 1 else ''}]\noperations = [{operation}]\n"
        )
    return files


@pytest.mark.parametrize(
    ("before", "here", "expected"),
    [
        ([CREATE.format(PLAIN)], "", "manager Student@registry"),
        ([CREATE.format(PLAIN)], AFTER, "manager Student@registry"),
        ([CREATE.format('models.ManyToManyField(to="Student")')], "", "manager Student@registry"),
        ([CREATE.format('models.ManyToManyField(to="Lost")')], "", "manager lost@registry"),
        ([CREATE.format('models.ForeignKey("school.Student")')], "", "Student@registry"),
        ([CREATE.format('models.ForeignKey("school.Lost")')], "", "lost@registry"),
        ([CREATE.format("models.OneToOneField(to=settings.AUTH_USER_MODEL)")], "", "User@registry"),
        ([CREATE.format("models.IntegerField()")], "", "other"),
        ([CREATE.format(THROUGH)], "", "?"),
        ([CREATE.format("models.ManyToManyField(**given)")], "", "?"),
        ([CREATE.format("fields.SortedManyToManyField('school.Student')")], "", "manager Student@registry"),
        ([CREATE.format("made")], "", "?"),
        ([CREATE.format("made()")], "", "?"),
        ([CREATE.format(PLAIN), f'migrations.AlterField("gone", "people", {THROUGH})'], "", "?"),
        ([CREATE.format(PLAIN)], f'migrations.AlterField("gone", "people", {THROUGH})', "manager Student@registry"),
        ([CREATE.format(PLAIN), 'migrations.AlterField("gone", "people", models.ForeignKey("X"))'], "", "x@registry"),
        ([CREATE.format(PLAIN), AFTER], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RemoveField("other", "people")'], "", "manager Student@registry"),
        ([CREATE.format(PLAIN), 'migrations.RenameField("gone", "men", "people")'], "", "?"),
        (
            [CREATE.format(PLAIN).replace("Gone", "Old"), 'migrations.RenameModel("Old", "Gone")'],
            "",
            "manager Student@registry",
        ),
        (
            ['migrations.RenameModel("Old", "Gone")', 'migrations.AddField("gone", "people", models.ForeignKey("X"))'],
            "",
            "?",
        ),
        ([CREATE.format(PLAIN), 'migrations.RenameModel("Gone", "New")'], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.DeleteModel("Gone")'], "", "?"),
        ([EMPTY, f'migrations.AddField("gone", "people", {PLAIN})'], "", "manager Student@registry"),
        ([EMPTY], "", "?"),
        ([EMPTY, 'migrations.AddField("gone", "people", made)'], "", "?"),
        ([EMPTY, CREATE.format(PLAIN).replace("Gone", "Other")], "", "?"),
        ([CREATE.format(PLAIN), 'migrations.RenameField("other", "people", "men")'], "", "manager Student@registry"),
        ([CREATE.format('models.ForeignKey("self")')], "", "gone@registry"),
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
    source, path = HERE.format("Teacher@registry | manager Student@registry", ""), "school/migrations/0007_here.py"
    branch = f'dependencies = [("school", "0001_before")]\noperations = [{OTHERS}]\n'
    files = _project(CREATE.format(PLAIN), "") | {"school/migrations/0009_branch.py": branch}
    check(source, tmp_path, files | {path: source}, path)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "manager Student@registry"),
        ("def again(registry, editor):\n    copy(registry, editor)\n", "Teacher@registry | manager Student@registry"),
        ("again = Migration.copy\n", "Teacher@registry | manager Student@registry"),
    ],
)
def test_a_field_that_is_another_behind_the_function(more: str, expected: str, tmp_path: Path) -> None:
    """Unless something else may run the function, too."""
    source, path = HERE.format(expected, OTHERS) + more, "school/migrations/0007_here.py"
    check(source, tmp_path, _project(CREATE.format(PLAIN), "") | {path: source}, path)


def test_a_function_that_another_migration_runs_too(tmp_path: Path) -> None:
    source, path = HERE.format("Teacher@registry | manager Student@registry", OTHERS), "school/migrations/0007_here.py"
    later = 'from importlib import import_module\nagain = import_module("school.migrations.0007_here").copy\n'
    files = _project(CREATE.format(PLAIN), "") | {"school/migrations/0008_later.py": later}
    check(source, tmp_path, files | {path: source}, path)


def test_what_runs_among_the_operations_on_the_database(tmp_path: Path) -> None:
    """They see what those in front of them make of the models."""
    text = f"migrations.SeparateDatabaseAndState([{OTHERS}, migrations.RunPython(copy)], [{OTHERS}])"
    source = HERE.replace("migrations.RunPython(copy), {1}", "{1}").format("Teacher@registry", text)
    path = "school/migrations/0007_here.py"
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


@pytest.mark.parametrize("more", ["", AFTER, OTHERS])
def test_the_migrations_of_another_app(more: str, tmp_path: Path) -> None:
    """They may all have run, or none of those behind the one that this depends on."""
    expected = "Teacher@apps | manager Student@apps" if more == OTHERS else "manager Student@apps"
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
    assert infer.asked(asked) == {Other("people")}


COURSE = """migrations.CreateModel("Course", [
    ("teacher", models.ForeignKey("school.Teacher", models.CASCADE)),
    ("lead", models.CharField()),
    ("students", models.ManyToManyField("school.Student", through="school.Enrollment")),
])"""
ENROLLMENT = """migrations.CreateModel("Enrollment", [
    ("course", models.ForeignKey("Course", models.CASCADE)),
    ("student", models.ForeignKey("Student", models.CASCADE)),
])"""
CLUB = 'migrations.CreateModel("Club", [("name", models.CharField())])'
STUDENT = 'migrations.CreateModel("Student", [("name", models.CharField())])'
TEACHER = 'migrations.CreateModel("Teacher", [("name", models.CharField())])'
TODAY = [COURSE, ENROLLMENT, CLUB, STUDENT, TEACHER]


@pytest.mark.parametrize(
    ("more", "asked", "expected"),
    [
        ([], "course.teacher", "Teacher@apps"),
        (['migrations.AlterField("course", "teacher", models.ForeignKey("Club"))'], "course.teacher", "Club@apps"),
        (['migrations.AlterField("course", "teacher", models.CharField())'], "course.teacher", "other"),
        (['migrations.AlterField("course", "teacher", lib.StaffField())'], "course.teacher", "?"),
        (['migrations.AlterField("course", "lead", models.ForeignKey("Club"))'], "course.lead", "Club@apps"),
        (['migrations.RenameModel("Teacher", "Club")'], "course.teacher", "Club@apps"),
        (['migrations.RenameField("course", "teacher", "lead")'], "course.lead", "Teacher@apps"),
        (['migrations.RenameField("course", "teacher", "lead")'], "course.teacher", "?"),
        (['migrations.RemoveField("course", "teacher")'], "course.teacher", "?"),
        (["Own()"], "course.teacher", "?"),
        (['Mine("course")'], "course.teacher", "?"),
        (['Mine("club")'], "course.teacher", "Teacher@apps"),
        (['migrations.DeleteModel("Course")'], "course.teacher", "?"),
        (
            ['migrations.DeleteModel("Course")', COURSE.replace("school.Teacher", "school.Club")],
            "course.teacher",
            "Club@apps",
        ),
        (["*made()"], "course.teacher", "?"),
        ([], "course.teacher_id", "key Teacher.id"),
        (
            ['migrations.RenameField("course", "teacher", "teacher_id")'],
            "course.teacher_id",
            "Teacher@apps",
        ),
        ([], "course.students.get()", "Student@apps"),
        (
            ['migrations.AlterField("course", "students", models.ManyToManyField("Club", through="Enrollment"))'],
            "course.students.get()",
            "Club@apps",
        ),
        (
            ['migrations.AlterField("course", "students", models.ManyToManyField("Club", through="Enrollment"))'],
            "course.students",
            "Course.students@apps",
        ),
        ([], "course.students.through", "type Enrollment@apps"),
        ([], "Course.students.through", "type Enrollment@apps"),
        (
            ['migrations.AlterField("course", "students", models.ManyToManyField("Student", through="Club"))'],
            "Course.students.through",
            "type Club@apps",
        ),
        (
            ['migrations.AlterField("course", "students", models.ManyToManyField("Student"))'],
            "course.students.through",
            "?",
        ),
        ([], "course.enrollment_set.get()", "Enrollment@apps"),
        (
            ['migrations.AlterField("enrollment", "course", models.ForeignKey("Course", related_name="seats"))'],
            "course.seats.get()",
            "Enrollment@apps",
        ),
        (
            [
                'migrations.AlterField("enrollment", "course", models.ForeignKey("Course"))',
                'migrations.AlterModelOptions("enrollment", {"default_related_name": "seats"})',
            ],
            "course.seats.get()",
            "Enrollment@apps",
        ),
        (
            [
                'migrations.AlterField("enrollment", "course", models.ForeignKey("Course", related_name="seats"))',
                'migrations.AddField("club", "course", models.ForeignKey("Course", related_name="enrollment_set"))',
            ],
            "course.enrollment_set.get()",
            "Club@apps",
        ),
        (
            ['migrations.AddField("club", "course", models.ForeignKey("Course", related_name="enrollment_set"))'],
            "course.enrollment_set.get()",
            "?",
        ),
        (
            ['migrations.AlterField("enrollment", "course", models.OneToOneField("Course"))'],
            "course.enrollment",
            "Enrollment@apps",
        ),
        (
            [
                'migrations.CreateModel("Base", [("teacher", models.ForeignKey("Club"))])',
                'migrations.DeleteModel("Course")',
                'migrations.CreateModel("Course", [], bases=("school.base",))',
            ],
            "course.teacher",
            "Club@apps",
        ),
        (
            ['migrations.DeleteModel("Course")', 'migrations.CreateModel("Course", [], bases=BASES)'],
            "course.teacher",
            "?",
        ),
    ],
)
def test_fields_of_models_that_are_there_today(more: list[str], asked: str, expected: str, tmp_path: Path) -> None:
    """What they were then counts, and not what the relation map says."""
    source = f"""
        def copy(apps, editor):
            Course = apps.get_model("school", "Course")
            course = Course.objects.get()
            {asked}  # -> {expected}
        class Migration(migrations.Migration):
            dependencies = [("school", "{len(TODAY + more):04}_before")]
            operations = [migrations.RunPython(copy)]
    """
    check(source, tmp_path, _project(*TODAY, *more), "school/migrations/0099_here.py")


def test_what_leads_back_from_an_app_without_migrations_is_as_it_is_today(tmp_path: Path) -> None:
    source = """
        def copy(apps, editor):
            apps.get_model("other", "Course").objects.get().students  # -> manager Student@apps
            apps.get_model("other", "Course").objects.get().guests  # -> ?
    """
    files = {"other/__init__.py": "", "other/migrations/__init__.py": ""}
    create = 'migrations.CreateModel("Course", [("id", models.AutoField())])'
    files["other/migrations/0001_first.py"] = f"operations = [{create}]\n"
    check(source, tmp_path, files, "other/migrations/0002_here.py")


def test_what_is_plain_today_stays_that_where_nothing_tells(tmp_path: Path) -> None:
    source = """
        def copy(apps, editor):
            apps.get_model("other", "Course").objects.get().students  # -> other
    """
    files = {"other/__init__.py": "", "other/migrations/__init__.py": ""}
    files["other/migrations/0001_first.py"] = "operations = ["
    check(source, tmp_path, files, "other/migrations/0002_here.py")


def test_a_model_of_an_app_without_migrations_is_as_it_is_today(tmp_path: Path) -> None:
    source = """
        def copy(apps, editor):
            course = apps.get_model("school", "Course").objects.get()
            course.teacher  # -> Teacher@apps
            course.students.get()  # -> Student@apps
    """
    check(source, tmp_path, {"app/__init__.py": "", "app/migrations/__init__.py": ""}, "app/migrations/0001_here.py")


CLUB_OF_ANOTHER_APP = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("school", "0001_before")]
    operations = [
        migrations.CreateModel("Club", [("id", models.AutoField(primary_key=True))]),
        migrations.CreateModel("Guest", [("who", models.ForeignKey("school.Gone", models.CASCADE))]),
    ]
"""


@pytest.mark.parametrize(("again", "expected"), [("", "new@apps"), (EMPTY, "gone@apps")])
def test_a_model_that_is_renamed_behind_what_leads_to_it(again: str, expected: str, tmp_path: Path) -> None:
    """Of what may have run before, Django can have run that alone before which still finds the model's old name."""
    source = f"""
        def copy(apps, editor):
            apps.get_model("other", "Guest").objects.get().who  # -> {expected}
        class Migration(migrations.Migration):
            dependencies = [("school", "0003_before")]
            operations = [migrations.RunPython(copy)]
    """
    files = _project(EMPTY, 'migrations.RenameModel("Gone", "New")', again) | {
        "other/__init__.py": "",
        "other/migrations/__init__.py": "",
        "other/migrations/0001_first.py": CLUB_OF_ANOTHER_APP,
    }
    check(source, tmp_path, files, "school/migrations/0004_here.py")


def test_several_that_may_have_run_before(tmp_path: Path) -> None:
    """None, one of them, and all of them: what one does counts for what another has made."""
    source = """
        def copy(apps, editor):
            apps.get_model("other", "Guest").objects.get().who  # -> gone@apps | new@apps
        class Migration(migrations.Migration):
            dependencies = [("school", "0001_before")]
            operations = [migrations.RunPython(copy)]
    """
    files = _project(EMPTY, 'migrations.RenameModel("Gone", "New")') | {
        "other/__init__.py": "",
        "other/migrations/__init__.py": "",
        "other/migrations/0001_first.py": CLUB_OF_ANOTHER_APP,
    }
    check(source, tmp_path, files, "school/migrations/0003_here.py")
