"""Does a golden case leave the same rows, value and exception when it is run as it was and as the tool rewrote it?

Both are run from the same start states, in a SQLite database, with every argument that their parameters may stand for.
What may differ is declared in the case (`differs:`), and has to differ somewhere.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import unittest
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from types import SimpleNamespace, UnionType
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from golden_cases import REWRITTEN, SCHOOL, STAYING, Case
from school_database import STATES, Database, Rows

from through_codemod.codemod import Result, rewrite
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap


@dataclass(frozen=True)
class Choice:
    """One thing that a parameter may stand for, made anew for each run."""

    name: str
    make: Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind: the rows, what it returned, and the type of what it raised."""

    rows: Rows
    value: Any
    error: type[BaseException] | None


class NoRowError(Exception):
    """The start state has no row to pass: a link, where there are no links."""


@pytest.fixture(scope="module")
def database() -> Database:
    return Database.create()


# A call that raises may go on to raise, with another exception: that is no reason to wait to be told.
HARMLESS = {"exception type"}

# What arguments are

VALUES: dict[tuple[str, type], dict[str, Any]] = {
    ("values", str): {"email": "new@example.org"},
    ("extra", str): {"grade": "B+"},
    ("extra", int): {"paid": 9},
    ("part", str): {"voice": "bass"},
}


def rows_of(model: Any) -> list[Any]:
    """Return the model's rows in the order of their making, those that its default manager hides too."""
    return list(model._base_manager.order_by("pk"))


def nth(model: Any, number: int) -> Any:
    """Return the model's row of that number, from 1 on."""
    if not (found := rows_of(model)):
        raise NoRowError
    return found[(number - 1) % len(found)]


def unsaved(model: Any) -> Any:
    """Return an instance that has no row, so that linking it raises."""
    return model()


def key_of(row: Any, parameter: str) -> Any:
    """Return what a parameter of that name would call the row's key."""
    return row.username if parameter.startswith("username") else row.pk


def model_named(parameter: str) -> Any:
    """Return the model that a parameter's name speaks of: `student`, `student_ids`, `visitor`, `usernames`."""
    from django.apps import apps

    models = list(apps.get_app_config("school").get_models())
    links = [column for model in models for column in model._meta.fields if column.is_relation]
    named: dict[str, Any] = {column.name: column.related_model for column in links}
    named |= {str(model._meta.model_name): model for model in models}
    word = re.sub(r"(_id|_code)?s?$", "", parameter)
    return named["account" if word == "username" else word]


def nobodys_key(kind: Any) -> Any:
    """Return a key of the kind that no row has."""
    return UUID(int=999) if kind is UUID else kind("999")


def choices(parameter: inspect.Parameter, annotation: Any, number: int) -> list[Choice]:
    """Return what the parameter may stand for; `number` says how many of its model stand in front of it, from 1 on."""
    from django.apps import apps
    from django.db import connection
    from django.db.models import Model
    from django.http import HttpRequest

    name = parameter.name
    if name == "apps":
        return [Choice("apps", lambda: apps)]
    if name == "schema_editor":
        return [Choice("schema_editor", lambda: SimpleNamespace(connection=connection))]
    if annotation is inspect.Parameter.empty:
        return unannotated(name, number)
    if isinstance(annotation, UnionType):
        return [choice for part in get_args(annotation) for choice in choices(parameter, part, number)]
    if annotation is None or annotation is type(None):
        return [Choice("None", lambda: None)]
    origin = get_origin(annotation) or annotation
    if origin in (list, tuple, set) or origin is Iterable:
        return many(name, get_args(annotation)[0], origin, number)
    if origin is dict:
        values = VALUES[name, get_args(annotation)[1]]
        return [Choice("values", lambda: dict(values)), Choice("no values", dict)]
    if annotation is bool:
        return [Choice("True", lambda: True), Choice("False", lambda: False)]
    if annotation is HttpRequest:
        return [Choice("request", request)]
    if annotation in (int, str, UUID):
        if not name.endswith(("_id", "_code", "username")):
            return [Choice("text", lambda: annotation("7"))]
        model = model_named(name)
        return [
            *(
                Choice(f"key {row}", lambda row=row: annotation(str(key_of(nth(model, row), name))))  # type: ignore[misc]
                for row in (number, number + 1)
            ),
            Choice("nobody's key", lambda: nobodys_key(annotation)),
        ]
    assert issubclass(annotation, Model), f"nobody knows what to pass for {parameter}"
    return [
        Choice(f"row {row}", lambda row=row: nth(annotation, row))  # type: ignore[misc]
        for row in (number, number + 1)
    ]


def unannotated(name: str, number: int) -> list[Choice]:
    """Return instances and keys, as callers of an untyped function pass them; several where the name is a plural."""
    model = model_named(name)
    if name.endswith("s"):
        return [
            Choice("instances", lambda: [nth(model, 2), nth(model, 3)]),
            Choice("keys", lambda: [nth(model, 2).pk, nth(model, 3).pk]),
            Choice("keys as text", lambda: [str(nth(model, 2).pk), str(nth(model, 3).pk)]),
            Choice("both", lambda: (nth(model, 2), nth(model, 3).pk)),
            Choice("queryset", lambda: model.objects.order_by("-pk")[:2]),
            Choice("generator", lambda: (row for row in rows_of(model)[1:3])),
        ]
    children = [child for child in model.__subclasses__() if not child._meta.proxy]
    return [
        Choice("instance", lambda: nth(model, number)),
        Choice("other instance", lambda: nth(model, number + 1)),
        Choice("key", lambda: natural_key(nth(model, number))),
        Choice("key as text", lambda: str(natural_key(nth(model, number + 1)))),
        *(Choice(child.__name__, lambda child=child: nth(child, number)) for child in children),  # type: ignore[misc]
    ]


def natural_key(row: Any) -> Any:
    """Return what the accessor takes for the row's key: links store an account's username."""
    return getattr(row, "username", row.pk) if type(row).__name__ == "Account" else row.pk


def many(name: str, element: Any, origin: Any, number: int) -> list[Choice]:
    """Return collections of `element`: some, none, one twice, and one whose last element cannot be linked."""
    if element is str and not name.endswith(("_ids", "_codes", "usernames")):
        return [Choice("texts", lambda: origin(["Ada", "Zoe"]))]
    model = element if element not in (int, str) else model_named(name)

    def pick(*numbers: int) -> list[Any]:
        found = [nth(model, row) for row in numbers]
        return found if element is model else [element(str(key_of(row, name))) for row in found]

    def collection(values: list[Any]) -> Any:
        return iter(values) if origin is Iterable else origin(values)

    found = [
        Choice("two", lambda: collection(pick(number + 1, number + 2))),
        Choice("none", lambda: collection([])),
    ]
    if origin is not set:
        found.append(Choice("one twice", lambda: collection(pick(number, number + 3, number))))
    if element is model and model._meta.pk.auto_created and origin is not set:
        found.append(Choice("an unsaved one", lambda: collection([*pick(number + 1), unsaved(model)])))
    if element is not model:
        found.append(Choice("nobody's key", lambda: collection([*pick(number + 1), nobodys_key(element)])))
    return found


def request() -> Any:
    """Return what a browser sent: the second and third student's keys, by the first user."""
    from django.http import QueryDict
    from django.test import RequestFactory
    from school.models import User

    made = RequestFactory().post("/")
    made.user = nth(User, 1)
    made.POST = QueryDict("student=2&student=3")
    return made


# What a run does


def run(source: str, arguments: Callable[[], list[Any]], state: str, database: Database) -> Outcome:
    """Return what `source` leaves behind when it is run from the start state."""
    from asgiref.sync import async_to_sync

    database.restore(state)
    value, error = None, None
    try:
        module = module_of(source)
        function = module.get("run")
        if function is not None:
            call = async_to_sync(function) if inspect.iscoroutinefunction(function) else function
            value = plain(call(*arguments()))
        for test in own_tests(module):
            test.debug()
    except NoRowError:
        raise
    except Exception as raised:
        error = type(raised)
    return Outcome(database.rows(), value, error)


def module_of(source: str) -> dict[str, Any]:
    """Return the names that the module defines."""
    names: dict[str, Any] = {"__name__": "golden_case"}
    exec(compile(source, "<golden case>", "exec"), names)
    return names


def own_tests(module: dict[str, Any]) -> Iterator[unittest.TestCase]:
    """Return the module's own tests, each to be run by `debug()`, which lets exceptions through."""
    for found in list(module.values()):
        if isinstance(found, type) and issubclass(found, unittest.TestCase) and found.__module__ == "golden_case":
            yield from map(found, unittest.TestLoader().getTestCaseNames(found))


def plain(value: Any) -> Any:
    """Return the value in a form that can be compared with another run's: instances by their columns."""
    from django.db.models import Model, QuerySet

    match value:
        case Model():
            columns = value._meta.concrete_fields
            dated = {column.attname for column in columns if column.get_internal_type() == "DateTimeField"}
            return type(value).__name__, *[getattr(value, name) for c in columns if (name := c.attname) not in dated]
        case list() | tuple() | QuerySet():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case None | bool() | int() | str():
            return value
    return type(value)


def argument_lists(source: str, state: str, database: Database) -> list[list[Choice]]:
    """Return every combination of what the parameters of the module's `run` may stand for."""
    database.restore(state)
    try:
        module = module_of(source)
    except Exception:  # it reads the database on its own, and finds out by itself what is wrong
        return [[]]
    if "run" not in module:
        return [[]]
    from school import models

    found, before = [], Counter[Any]()
    for parameter in inspect.signature(module["run"]).parameters.values():
        annotation = parameter.annotation
        if isinstance(annotation, str):
            annotation = eval(annotation, {**vars(models), **module})
        subject = next(iter(get_args(annotation)), annotation)
        before[subject] += 1
        found.append(choices(parameter, annotation, before[subject]))
    return [list(combination) for combination in itertools.product(*found)]


@dataclass(frozen=True)
class Run:
    """The same start and arguments for the case as it was and as it is."""

    state: str
    arguments: tuple[str, ...]
    start: Rows
    before: Outcome
    after: Outcome

    def differences(self) -> Iterator[tuple[str, str]]:
        """Return what differs, by the word that a case declares it with, and an account of it."""
        before, after = self.before, self.after
        told = f"from the {self.state} tables with ({', '.join(self.arguments)}): "
        if "an unsaved one" in self.arguments and before.error is None:
            # Removing what has no row does nothing, and raises ValueError when it is looked up from Django 5.0 on.
            return
        if before.error is not after.error:
            both = before.error is not None and after.error is not None
            yield "exception type" if both else "exception", f"{told}{before.error} became {after.error}"
        elif before.value != after.value:
            yield "value", f"{told}{before.value} became {after.value}"
        for model, rows in before.rows.items():
            if rows != after.rows[model]:
                lost, new = rows - after.rows[model], after.rows[model] - rows
                yield f"rows of {model}", f"{told}missing {list(map(dict, lost))}, too many {list(map(dict, new))}"


def runs(before: str, after: str, database: Database) -> Iterator[Run]:
    """Run both from every start state with every combination of arguments."""
    for state in STATES:
        database.restore(state)
        start = database.rows()
        for combination in argument_lists(before, state, database):

            def arguments(combination: list[Choice] = combination) -> list[Any]:
                return [choice.make() for choice in combination]

            with suppress(NoRowError):
                yield Run(
                    state,
                    tuple(choice.name for choice in combination),
                    start,
                    run(before, arguments, state, database),
                    run(after, arguments, state, database),
                )


def differences(before: str, after: str, database: Database) -> dict[str, str]:
    """Return what differs between the two, each with its first example."""
    found: dict[str, str] = {}
    for one in runs(before, after, database):
        for what, account in one.differences():
            found.setdefault(what, account)
    return found


@pytest.mark.parametrize("case", REWRITTEN, ids=str)
def test_equivalent(case: Case, database: Database, school_map: RelationMap) -> None:
    before = case.source.decode()
    after = case.result(school_map, unsafe_fixes=True).output.decode()
    assert after != before
    done = list(runs(before, after, database))
    found = dict(pair for one in reversed(done) for pair in one.differences())
    assert case.caveats or case.defaults or not set(found) - HARMLESS, f"it is said to be safe, and {found}"
    assert set(found) == case.declared("differs"), found

    expected = case.declared("raises")
    errors = {one.before.error.__name__ if one.before.error else "" for one in done}
    if expected:
        assert errors == expected
    else:
        assert "" in errors, f"it always raises {errors}"
        assert any(one.before.rows != one.start or one.after.rows != one.start for one in done), "it never writes"


MAKING = [case for case in REWRITTEN if re.search(r"\.a?(\w+_or_)?create\(", case.source.decode())]


@pytest.mark.parametrize("case", MAKING, ids=str)
def test_equivalent_where_any_target_may_link_itself(case: Case, database: Database, school_map: RelationMap) -> None:
    linking = tuple(relation._replace(target_save=("school.somewhere",)) for relation in school_map.relations)
    relations = replace(school_map, relations=linking)
    found = rewrite(
        str(case.before), case.source, relations, case.config(unsafe_fixes=True), Modules([SCHOOL], relations)
    )
    assert isinstance(found, Result)
    after = found.output.decode()
    assert ("get_or_create(" in after.replace("all().", "")) or "exists()" in after
    assert set(differences(case.source.decode(), after, database)) == case.declared("differs")


# What the comparison sees: each of these reads like a rewrite, and is none


@dataclass(frozen=True)
class Slip:
    """A mistake in a case's accepted text: what is written instead of what."""

    case: str
    right: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.case}: {self.wrong.strip() or f'no {self.right.strip()}'}"


DELETE_OTHERS = "        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()\n"
LOOP = "    with transaction.atomic():\n        for student in students:\n            "
SLIPS = [
    Slip("through_defaults/literal", "get_or_create", "update_or_create"),
    Slip("through_defaults/literal", 'defaults={"grade": "B+"}', 'grade="B+"'),
    Slip("through_defaults/literal", 'defaults={"grade": "B+"}', ""),
    Slip("add/one_instance", "get_or_create", "create"),
    Slip("add/one_instance", "get_or_create", "filter"),
    Slip("add/one_key", "student_id=student_id", "student=student_id"),
    Slip("add/starred_instances", LOOP, "    for student in students:\n        "),
    Slip("add/several_instances", "(ada, bob)", "(bob, bob)"),
    Slip("remove/one_instance", "course=course, student=student", "student=student"),
    Slip("remove/several_instances", "course=course, ", ""),
    Slip("clear/forward", "filter(course=course)", "all()"),
    Slip("clear/forward", "filter(course=course).delete()", "filter(course=course).first()"),
    Slip("set/known_list", ".exclude(student__in=wanted)", ""),
    Slip("set/known_list", DELETE_OTHERS, ""),
    Slip("set/known_list", "filter(course=course)", "all()"),
    Slip("set/known_list", "get_or_create", "create"),
    Slip("set/keys", "with transaction.atomic()", "if True"),
    Slip("add/starred_keys", "with transaction.atomic()", "if True"),
    Slip("set/queryset_of_the_relation", "students = list", "students = "),
    Slip("create/assigned", ', grade="B+"', ""),
    Slip("create/assigned", "return ada", "return None"),
    Slip("create/as_a_statement", "    Enrollment.objects.create(course=course, student=student)\n", ""),
    Slip("get_or_create/unpacked", "course.students.all()", "Student.objects"),
    Slip("get_or_create/unpacked", "if created", "if not created"),
    Slip("shapes/pair_not_unique_add", "Visit.objects.create(museum=museum, visitor=visitor, paid=5)", "pass"),
    Slip("shapes/pair_not_unique_add", "not Visit.objects.filter(museum=museum, visitor=visitor).exists()", "True"),
    Slip("shapes/pair_not_unique_set", "not Visit.objects.filter(museum=museum, visitor=visitor).exists()", "visitor"),
    Slip("shapes/nullable_target_set", ", person__isnull=False", ""),
    Slip("shapes/hidden_targets_clear", ", tag__in=Tag.objects.all()", ""),
    Slip("create/target_links_itself", "Part.objects.get_or_create", "Part.objects.create"),
    Slip("create/target_links_itself", 'defaults={"voice": "bass"}', 'voice="bass"'),
    Slip("create/target_links_itself", "get_or_create", "update_or_create"),
    Slip("create/target_links_itself", "    Part.objects.get_or_create", "    Part.objects.filter"),
    Slip("create/target_links_itself_past_save", "not Gig.objects.filter(band=band, singer=singer).exists()", "True"),
    Slip("create/receiver_links_target", "not GymPass.objects.filter(gym=gym, athlete=athlete).exists()", "True"),
    Slip("get_or_create/target_links_itself", "Part.objects.get_or_create", "Part.objects.create"),
    Slip("update_or_create/receiver_links_target", "not GymPass.objects.filter(gym=gym, athlete=zoe).exists()", "True"),
    Slip("async/acreate_target_links_itself", "Part.objects.aget_or_create", "Part.objects.acreate"),
    Slip(
        "shapes/own_bulk_create_add",
        "bulk_create([Stock(warehouse=warehouse, item=item)])",
        "create(warehouse=warehouse, item=item)",
    ),
    Slip("shapes/symmetrical_add", "        Friendship.objects.get_or_create(person=bob, friend=ada)\n", ""),
    Slip("shapes/symmetrical_remove", " | Q(person=bob, friend=ada)", ""),
]


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_slip_is_caught(slip: Slip, database: Database) -> None:
    case = Case(slip.case)
    accepted = case.after.read_text()
    assert accepted.count(slip.right) == 1
    assert not differences(case.source.decode(), accepted, database)
    if "Student.objects" in slip.wrong:
        accepted = accepted.replace("import Course, Enrollment\n", "import Course, Enrollment, Student\n")
    assert differences(case.source.decode(), accepted.replace(slip.right, slip.wrong), database)


def test_rows_made_anew_are_not_those_that_were_there(database: Database) -> None:
    before = "def run(): pass"
    after = """
from school.models import Enrollment
def run():
    for link in list(Enrollment.objects.all()):
        Enrollment.objects.filter(pk=link.pk).delete()
        link.pk = None
        link.save(force_insert=True)
"""
    assert set(differences(before, after, database)) == {"rows of Enrollment"}


def test_each_run_starts_from_the_same_state(database: Database) -> None:
    source = """
from school.models import Enrollment, Student
def run():
    Enrollment.objects.all().delete()
    return Student.objects.create(name="Zoe").pk
"""
    assert not differences(source, source, database)


@pytest.mark.parametrize("case", STAYING, ids=str)
def test_what_stays_compiles(case: Case) -> None:
    ast.parse(case.source)
