"""Does a migration's site know what its field was at the time?"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from through_codemod.infer.history import Then, gone, relation_then
from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Relation, RelationMap

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
    return _is_through(relation_then(relation, module, modules, relations, "copy"))


def _is_through(then: Then) -> bool | None:
    """Whether the field had a through model; None if that is open."""
    return None if then.why else then.relation is not None


@pytest.mark.parametrize(
    ("before", "here", "after", "had"),
    [
        ([CREATE.format(THROUGH)], [RUN], [], True),
        ([CREATE.format(PLAIN)], [RUN], [ALTER], False),
        ([CREATE.format(PLAIN), ALTER], [RUN], [], True),
        ([CREATE.format(PLAIN)], [ALTER, RUN], [], True),
        ([CREATE.format(PLAIN)], [RUN, ALTER], [], False),
        ([CREATE.format(PLAIN)], [f"migrations.SeparateDatabaseAndState(state_operations=[{ALTER}])", RUN], [], True),
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
        (
            [CREATE.format(PLAIN)],
            [f"migrations.SeparateDatabaseAndState(database_operations=[{ALTER}])", RUN],
            [],
            False,
        ),
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
        ("[made()]", None),  # an operation of the project's own may know of any model
        ("[*[migrations.RunSQL('')]]", True),  # but what is not named in the file is not changed by it
        ("[*[migrations.DeleteModel('Course')]]", None),
        ("[*[migrations.RunSQL(f'{1}')]]", None),
        ("[*[migrations.RunSQL('a' + 'b')]]", None),
        ("[*[migrations.RunSQL(''.join(['a', 'b']))]]", None),
        ("[*[migrations.RenameModel('A', 'B')]]", None),
        ("[]; from school.migrations import more; operations += more", None),
        ("[]; from .more import made; operations += made", None),
        ("[]; import school.more; operations += school.more.made", None),
    ],
)
def test_operations_that_are_not_written_down(
    school_map: RelationMap, tmp_path: Path, operations: str, had: bool | None
) -> None:
    package = _package(tmp_path)
    _write(package, "0000_first", [ENROLLMENT, CREATE.format(THROUGH)])
    text = f"from django.db import migrations\ndependencies = [('school', '0000_first')]\noperations = {operations}\n"
    (package / "0001_odd.py").write_text(text, "utf-8")
    _write(package, "0002_here", [RUN], ["0001_odd"])
    assert _had(school_map, tmp_path) is had


@pytest.mark.parametrize(
    ("operation", "had"),
    [
        ('migrations.RenameField("enrollment", "pupil", "student")', True),
        ("migrations.RemoveField('enrollment', 'pupil')", None),
        ("migrations.RemoveField('enrollment', PUPIL)", None),
        ("migrations.AlterField('enrollment', 'pupil', models.IntegerField())", None),
        ("migrations.AlterField('enrollment', 'pupil', models.ForeignKey('Other'))", None),
    ],
)
def test_the_through_model_has_to_have_two_keys_by_then(
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


def _then(relations: RelationMap, root: Path, name: str = "Course.students") -> Then:
    modules = Modules([root], relations)
    module = modules.load("school.migrations.0002_here")
    assert module is not None
    (relation,) = [one for one in relations.relations if f"{one.owner.name}.{one.accessor}" == name]
    return relation_then(relation, module, modules, relations, "copy")


STUDENTS = 'migrations.AddField("Course", "students", models.ManyToManyField("Student", through={0}{1}))'
COURSE = 'migrations.CreateModel("Course", [("id", models.AutoField())])'
SEATS = 'migrations.CreateModel("Seat", [{0}])'
OF, BY = '("of", models.ForeignKey("Course"))', '("by", models.ForeignKey("Student", null=True))'
TO_CODE = '("by", models.OneToOneField("school.student", to_field="code", related_name="seats"))'
OTHER = '("other", models.ForeignKey(settings.SEAT_MODEL))'
PUPIL = '("by", models.ForeignKey("Pupil"))'
NAMED = ', through_fields=("of", "by")'


@pytest.mark.parametrize(
    ("columns", "more", "told"),
    [
        ([OF, BY], "", "school.Seat of:school.Course.id by?:school.Student.id"),
        ([BY, OF], "", "school.Seat of:school.Course.id by?:school.Student.id"),
        ([OF, TO_CODE], "", "school.Seat of:school.Course.id by=school.Student.code"),
        ([OF, BY, OTHER], "", "school.Seat of:school.Course.id by?:school.Student.id"),
        ([OF, OTHER, BY], "", "not clear among `of` to school.course, `other` to settings.SEAT_MODEL, `by` to"),
        ([OF, BY, OF.replace('"of"', '"at"')], "", "school.Seat of:school.Course.id by?:school.Student.id"),
        ([OF, BY, OF.replace('"of"', '"at"')], ', through_fields=("at", "by")', "school.Seat at:school.Course.id"),
        ([OF, BY], ', through_fields=("by", "of")', "not clear among `of` to school.course, `by` to school.student"),
        ([OF, BY], ", through_fields=FIELDS", "not clear among `of` to school.course, `by` to school.student"),
        ([OF, TO_CODE.replace('"code"', "CODE")], "", "which column `by` of school.Seat held is not written down"),
        ([OF], "", "which keys school.Seat had for it is not clear among `of` to school.course"),
        ([OF, PUPIL], "", "not clear among `of` to school.course, `by` to school.pupil"),
        ([OF, "*made"], "", "`CreateModel`, whose fields are not written down one by one may have changed school.Seat"),
        ([OF, '("by", made)'], "", "not clear among `of` to school.course, `by` to nobody knows what"),
        (['("n", models.CharField())'], "", "which keys school.Seat had for it is not clear among none"),
    ],
)
def test_the_keys_are_those_of_the_time(
    school_map: RelationMap, tmp_path: Path, columns: list[str], more: str, told: str
) -> None:
    """Another through model of another name, with keys that today's does not have."""
    package = _package(tmp_path)
    made = [COURSE, SEATS.format(", ".join(columns)), STUDENTS.format('"school.seat"', more)]
    _write(package, "0001_first", made)
    _write(package, "0002_here", [RUN], ["0001_first"])
    _write(package, "0003_last", ['migrations.RemoveField("course", "students")'], ["0002_here"])
    then = _then(school_map, tmp_path)
    assert told in (_told(then.relation, school_map) if then.relation is not None else then.why)


@pytest.mark.parametrize(
    ("more", "renamed", "told"),
    [
        ("", '"Student", "code", "number"', "of:school.Course.id by=school.Student.number"),
        ("", '"Course", "code", "number"', "of:school.Course.id by=school.Student.code"),
        (
            ', through_fields=("of", "by")',
            '"Student", "code", "number"',
            "of:school.Course.id by=school.Student.number",
        ),
        (', through_fields=("of", "by")', '"Seat", "by", "guest"', ""),
    ],
)
def test_a_field_that_is_named_by_to_field_is_renamed_there(
    school_map: RelationMap, tmp_path: Path, more: str, renamed: str, told: str
) -> None:
    """But not in `through_fields`: Django leaves these, and the accessor raises until they are altered."""
    package = _package(tmp_path)
    made = [COURSE, SEATS.format(f"{OF}, {TO_CODE}"), STUDENTS.format('"school.seat"', more)]
    _write(package, "0001_first", [*made, f"migrations.RenameField({renamed})"])
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path)
    if told:
        assert then.relation is not None, then.why
        assert _told(then.relation, school_map) == f"school.Seat {told}"
    else:
        assert "which keys school.Seat had for it is not clear" in then.why


def _told(relation: Relation, relations: RelationMap) -> str:
    keys = (relation.source_key, relation.target_key)
    labels = [relations.models[key.model].label for key in keys]
    marks = ["?" * key.null + (":", "=")[key.one_to_one] for key in keys]
    told = zip(keys, marks, labels, strict=True)
    return " ".join([relation.through_label, *(f"{key.field}{mark}{label}.{key.target}" for key, mark, label in told)])


@pytest.mark.parametrize(
    ("through", "more", "why"),
    [
        ("SEAT", [], "the through model of `students` of school.Course was `SEAT`"),
        ('"other.Seat"', [], "no migration makes other.seat, the through model of `students` of school.Course"),
        ('"Seat"', ['Mine("school.Seat")'], "`Mine(...)` may have changed school.Seat"),
        ('"Seat"', ['Mine("Course")'], "`Mine(...)` may have changed `students` of school.Course"),
        ('"Seat"', ["Mine(SEAT)"], "`Mine(...)` may have changed `students` of school.Course"),
        ('"Seat"', ['Mine("Room")'], ""),
        ('"Seat"', ['lib.operations.Mine("Room", made())'], ""),
        ('"Seat"', ["lib.operations.Mine()"], ""),
        ('"Seat"', ["migrations.AlterModelOptions(MODEL, {})"], ""),
        (
            '"Seat"',
            ["migrations.RemoveField(MODEL, 'of')"],
            "`migrations.RemoveField(...)` may have changed `students`",
        ),
        ('"Seat"', ['migrations.AlterModelManagers("seat", [("all_of_them", Manager())])'], "had `all_of_them` as man"),
        ('"Seat"', ['migrations.AlterModelManagers("seat", [("objects", Manager())])'], ""),
        ('"Seat"', ['migrations.RunSQL("", "", [migrations.RenameField("seat", "of", "at")])'], ""),
    ],
)
def test_what_is_not_known_is_told(
    school_map: RelationMap, tmp_path: Path, through: str, more: list[str], why: str
) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [COURSE, SEATS.format(f"{OF}, {BY}"), STUDENTS.format(through, ""), *more])
    text = (package / "0001_first.py").read_text("utf-8")
    (package / "0001_first.py").write_text(f"import lib.operations\nfrom lib import Mine\n{text}", "utf-8")
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path)
    assert why in then.why
    assert (then.relation is None) is bool(why)


OPERATIONS = """
from django.db import migrations
from django.db.migrations.operations.base import Operation
class Quiet(migrations.RunPython):
    def __init__(self):
        super().__init__(None)
class Silent(Operation):
    def state_forwards(self, app_label, state):
        "Nothing."
class Loud(Operation):
    def state_forwards(self, app_label, state):
        state.remove_field(app_label, "seat", "of")
class Louder(Loud):
    pass
class Careful(migrations.RemoveField):
    def database_forwards(self, *given):
        pass
class Strange(migrations.RemoveField):
    def __init__(self):
        super().__init__("seat", "of")
SEAT = "seat"
def gone(app_label, state, field):
    state.remove_field(app_label, "seat", field)
class Gone(Operation):
    def __init__(self, field):
        self.field = field
    def state_forwards(self, app_label, state):
        state.remove_field(app_label, "seat", self.field)
class GoneToo(Gone):
    pass
class ByConstant(Gone):
    def state_forwards(self, app_label, state):
        state.remove_field(app_label, SEAT, self.field)
class ByFunction(Operation):
    def state_forwards(self, app_label, state):
        gone(app_label, state, "of")
class Elsewhere(Operation):
    def __init__(self, model):
        self.model = str(model)
    def state_forwards(self, app_label, state):
        state.remove_field(app_label, self.model, "of")
"""


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        ("Quiet()", ""),
        ("Silent()", ""),
        ("Loud()", "`Loud(...)` may have changed school.Seat"),
        ("Louder()", "`Louder(...)` may have changed"),
        ("Strange()", "`Strange(...)` may have changed school.Seat"),
        ('Careful("seat", "of")', "not clear among `by` to school.student"),
        ('Careful("seat", "other")', ""),
        ('Gone("of")', "`Gone(...)` may have changed school.Seat"),
        ('GoneToo("of")', "`GoneToo(...)` may have changed `students` of school.Course"),
        ('ByConstant("of")', "`ByConstant(...)` may have changed `students` of school.Course"),
        ("ByFunction()", "`ByFunction(...)` may have changed `students` of school.Course"),
        ('Elsewhere("room")', ""),
    ],
)
@pytest.mark.parametrize("local", [True, False])
def test_operations_of_the_projects_own(
    school_map: RelationMap, tmp_path: Path, operation: str, why: str, local: bool
) -> None:
    """They are followed to Django's, as long as they leave it to those what becomes of the models."""
    package = _package(tmp_path)
    (tmp_path / "school" / "operations.py").write_text(OPERATIONS, "utf-8")
    _write(package, "0001_first", [COURSE, SEATS.format(f"{OF}, {BY}"), STUDENTS.format('"Seat"', ""), operation])
    text = (package / "0001_first.py").read_text("utf-8")
    head = OPERATIONS if local else f"from ..operations import {operation.partition('(')[0]}\n"
    (package / "0001_first.py").write_text(head + text, "utf-8")
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path)
    assert why in then.why
    assert (then.relation is None) is bool(why)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (', related_name="courses"', ""),
        ("", "the reverse accessor of school.Course.students was `course_set`"),
        (', related_name="%(class)ss"', ""),
        (", related_name=NAME", "the reverse accessor of school.Course.students was `NAME`"),
    ],
)
def test_the_reverse_accessor_is_that_of_the_time(school_map: RelationMap, tmp_path: Path, more: str, why: str) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [COURSE, SEATS.format(f"{OF}, {BY}"), STUDENTS.format('"Seat"', more)])
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path, "Student.courses")
    assert then.why == why
    if then.relation is not None:
        assert (then.relation.source_key.field, then.relation.target_key.field) == ("by", "of")


@pytest.mark.parametrize(
    ("named", "branch", "why"),
    [
        ("students", 'migrations.RenameField("course", "students", "pupils")', "accessor of school.Course.pupils"),
        ("students", 'migrations.RenameModel("Course", "Lesson")', "accessor of school.Lesson.students"),
        ("students", 'migrations.RenameField("course", "students", "Students")', ""),
        ("pupils", 'migrations.RenameField("course", "pupils", "students")', "accessor of school.Course.pupils"),
        ("pupils", STUDENTS.format('"Seat"', ""), "accessor of school.Course.pupils"),
        ("pupils", 'migrations.AddField("course", "students", models.ManyToManyField("Student"))', "of school.Course."),
    ],
)
def test_a_reverse_accessor_of_another_field(
    school_map: RelationMap, tmp_path: Path, named: str, branch: str, why: str
) -> None:
    """Where it may have run that today's field has the name, the field of another name gave it before."""
    package = _package(tmp_path)
    field = STUDENTS.format('"Seat"', ', related_name="courses"').replace('"students"', f'"{named}"')
    _write(package, "0001_first", [COURSE, SEATS.format(f"{OF}, {BY}"), field])
    _write(package, "0001_branch", [branch], ["0001_first"])
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path, "Student.courses")
    assert why in then.why
    assert (then.relation is None) is bool(why)


def test_a_reverse_accessor_of_another_model(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    pupils = STUDENTS.format('"Seat"', "").replace('"Student"', '"Pupil"')
    _write(package, "0001_first", [COURSE, SEATS.format(f"{OF}, {PUPIL}"), pupils])
    _write(package, "0002_here", [RUN], ["0001_first"])
    assert _then(school_map, tmp_path, "Student.courses").why == "school.Course.students led to school.pupil"


def test_dependencies_that_are_annotated_or_conditional(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT, CREATE.format(PLAIN)])
    _write(package, "0002_z", [ALTER], ["0001_first"])
    _write(package, "0002_here", [RUN])
    path = package / "0002_here.py"
    for text in ("dependencies: list = {0}", "if DEBUG:\n        dependencies = {0}"):
        text = text.format('[("school", "0002_z")]')
        path.write_text(f"class Migration(migrations.Migration):\n    {text}\n    operations = [{RUN}]\n", "utf-8")
        assert _had(school_map, tmp_path) is True


def test_state_operations_by_a_name(school_map: RelationMap, tmp_path: Path) -> None:
    package = _package(tmp_path)
    separate = "migrations.SeparateDatabaseAndState(state_operations=STATE, database_operations=DATABASE)"
    state = [COURSE, SEATS.format(f"{OF}, {BY}"), STUDENTS.format('"Seat"', "")]
    _write(package, "0001_first", [separate])
    text = (package / "0001_first.py").read_text("utf-8")
    head = f"STATE = [{', '.join(state)}]\nDATABASE = [{', '.join(state)}, migrations.DeleteModel('Seat')]\n"
    (package / "0001_first.py").write_text(head + text, "utf-8")
    _write(package, "0002_here", [RUN], ["0001_first"])
    then = _then(school_map, tmp_path)
    assert then.relation is not None
    assert then.relation.through_label == "school.Seat"
    (package / "0001_first.py").write_text(f"if OLD:\n    STATE = []\n{text}", "utf-8")
    assert "no migration in front of this one makes" in _then(school_map, tmp_path).why


def test_an_app_without_migrations_is_as_it_is_today(school_map: RelationMap, tmp_path: Path) -> None:
    (relation, *_) = school_map.relations
    module = Module.of("x", str(tmp_path / "x.py"), ast.parse(""))
    assert relation_then(relation, module, Modules([tmp_path], school_map), school_map) == Then(relation)


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
    assert relation_then(relation, migration, modules, school_map, "copy") == Then(None)


def test_the_migrations_are_those_of_the_fields_app(school_map: RelationMap, tmp_path: Path) -> None:
    """Whatever the model was that the reverse accessor led to: no app need be known of that."""
    package = _package(tmp_path)
    _write(package, "0001_first", [ENROLLMENT, COURSE, STUDENTS.format('"Seat"', ', related_name="courses"')])
    _write(package, "0002_here", [RUN], ["0001_first"])
    (relation,) = [one for one in school_map.relations if one.accessor == "courses" and one.owner.name == "Student"]
    module = Modules([tmp_path], school_map).load("school.migrations.0002_here")
    assert module is not None
    relation = relation._replace(target=gone("nowhere.course"))
    then = relation_then(relation, module, Modules([tmp_path], school_map), school_map, "copy")
    assert "no migration makes school.seat" in then.why
