"""What stands in the school's tables before a golden case runs, and what afterwards?

One SQLite database in memory, in autocommit as a running site has it. The start states are kept as copies of the whole
database, its sequences included; each run starts from a fresh copy.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from golden_cases import SCHOOL

if TYPE_CHECKING:
    from django.db.models import Field, ManyToManyField, Model

STATES = ("empty", "some", "full")
ROWS = 4  # of each model that is not a link
LONG_AGO = datetime(2020, 9, 1, tzinfo=UTC)

# Values that cases ask for by name; other columns get "name 1", "name 2", ... or 1, 2, ...
VALUES: dict[str, tuple[Any, ...]] = {
    "Student.name": ("Ada", "Bob", "Cleo", "Dan"),
    "Student.email": ("ada@example.org", "", "cleo@example.org", ""),
    "Scholar.name": ("Emmy", "Fay", "Gus", "Hal"),
    "Scholar.email": ("emmy@example.org", "", "", ""),
    "Person.name": ("Ada", "Bob", "Cleo", "Dan"),
    "Course.title": ("Maths", "Latin", "Physics", "Music"),
    "User.username": ("ada", "bob", "cleo", "dan"),
    "Account.username": ("ada", "bob", "cleo", "dan"),
    "Country.code": ("at", "be", "cz", "dk"),
    "Device.id": tuple(UUID(int=number) for number in range(1, ROWS + 1)),
    "Truck.plate": ("4", "3", "2", "1"),  # each is the key of another vehicle
    "Tag.deleted": (False, True, False, True),
    "Choir.open": (True, False, True, False),
    "Band.open": (True, False, True, False),
    "Gym.trials": (True, False, True, False),
}

Row = tuple[tuple[str, Any], ...]  # column and value
Rows = dict[str, Counter[Row]]  # of each model


def start_django() -> None:
    """Set Django up with the school's settings and a database in memory; do nothing if that has been done."""
    from django.conf import settings

    if settings.configured:
        return
    sys.path.insert(0, str(SCHOOL))
    import django
    from school import settings as school

    values = {name: getattr(school, name) for name in dir(school) if name.isupper()}
    values["DATABASES"] = {"default": {**school.DATABASES["default"], "NAME": ":memory:"}}
    settings.configure(**values)
    django.setup()


@dataclass(frozen=True)
class Table:
    """A table's columns, and which of them are keys that links number themselves with, or dates."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    dates: tuple[str, ...]

    @cached_property
    def query(self) -> str:
        """The statement that reads it whole."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        return f'SELECT {names} FROM "{self.name}"'


@dataclass(frozen=True)
class Start:
    """A start state: a copy of the database, what stands in it, that as `rows()` tells it, and each link's last key."""

    copy: sqlite3.Connection
    values: dict[str, list[tuple[Any, ...]]]
    rows: Rows
    last_keys: dict[str, int]


class Database:
    """The school's database, and a copy of it for each start state."""

    def __init__(self) -> None:
        self._starts: dict[str, Start] = {}
        self._state = ""

    @classmethod
    def create(cls) -> Database:
        """Make the tables and the start states."""
        from django.core.management import call_command

        start_django()
        call_command("migrate", run_syncdb=True, verbosity=0)
        database = cls()
        database._populate()
        database._keep("empty")
        database._link(lambda owner, target: (owner + target) % 2 == 0)
        database._keep("some")
        database.restore("empty")
        database._link(lambda owner, target: True)
        database._keep("full")
        return database

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection that Django uses."""
        from django.db import connection

        connection.ensure_connection()
        found: sqlite3.Connection = connection.connection
        return found

    def restore(self, state: str) -> None:
        """Put the database back into the start state."""
        self._starts[state].copy.backup(self.connection)
        self._state = state

    def rows(self) -> Rows:
        """Return all rows of all tables. A link's key counts only as far as the row has been there from the start."""
        start = self._starts[self._state]
        found = self._read()
        return {
            name: start.rows[name] if values == start.values[name] else Counter(self._told(name, values))
            for name, values in found.items()
        }

    @cached_property
    def models(self) -> list[type[Model]]:
        """The school's models that have a table, those of plain many-to-many fields included."""
        from django.apps import apps

        models = apps.get_app_config("school").get_models(include_auto_created=True)
        return [model for model in models if not model._meta.proxy]

    @cached_property
    def relations(self) -> list[ManyToManyField[Any, Any]]:
        """The many-to-many fields between the school's models."""
        fields = [relation for model in self.models for relation in model._meta.local_many_to_many]
        return [relation for relation in fields if relation.related_model in self.models]

    @cached_property
    def links(self) -> set[type[Model]]:
        """The models whose rows are links."""
        return {relation.remote_field.through for relation in self.relations}

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {
            model.__name__: Table(
                model._meta.db_table,
                tuple(column.column for column in model._meta.local_concrete_fields),
                tuple(
                    column.column
                    for column in model._meta.local_concrete_fields
                    if column.auto_created and model in self.links
                ),
                tuple(
                    column.column
                    for column in model._meta.local_concrete_fields
                    if column.get_internal_type() == "DateTimeField"
                ),
            )
            for model in self.models
        }

    def _keep(self, state: str) -> None:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.connection.backup(copy)
        self._starts[state] = start = Start(copy, self._read(), {}, {})
        self._state = state
        for name, table in self._tables.items():
            keys = [row[table.columns.index(table.keys[0])] for row in start.values[name]] if table.keys else []
            start.last_keys[name] = max(keys, default=0)
        start.rows.update({name: Counter(self._told(name, values)) for name, values in start.values.items()})

    def _read(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return what stands in the tables, by SQL, so that no manager and no Python value stands between."""
        connection = self.connection
        return {name: connection.execute(table.query).fetchall() for name, table in self._tables.items()}

    def _told(self, name: str, values: list[tuple[Any, ...]]) -> Iterator[Row]:
        table = self._tables[name]
        last = self._starts[self._state].last_keys[name]
        for row in values:
            told = dict(zip(table.columns, row, strict=True))
            for key in table.keys:
                if told[key] > last:
                    told[key] = "new"
            for date in table.dates:
                told[date] = "then" if str(told[date]).startswith(str(LONG_AGO.date())) else "now"
            yield tuple(told.items())

    def _populate(self) -> None:
        others = {*self.links, *(model for model in self.models if model._meta.auto_created)}
        waiting = [model for model in self.models if model not in others and model.__name__ != "Notice"]
        while waiting:  # a model waits for those that its required keys point to
            model = waiting.pop(0)
            columns = self._required(model)
            if {column.related_model for column in columns if column.is_relation} & set(waiting):
                waiting.append(model)
                continue
            for number in range(1, ROWS + 1):
                model(**{column.name: self._value(model, column, number) for column in columns}).save()

    def _required(self, model: type[Model]) -> list[Field[Any, Any]]:
        """The columns that neither fill themselves nor may stay empty, and those that `VALUES` gives values for."""
        return [
            column
            for column in model._meta.concrete_fields
            if self._given(model, column)
            or not (column.has_default() or column.null or column.blank or column.auto_created)
        ]

    def _given(self, model: type[Model], column: Field[Any, Any]) -> tuple[Any, ...] | None:
        inherited = VALUES.get(f"{column.model.__name__}.{column.name}")
        return VALUES.get(f"{model.__name__}.{column.name}", inherited)

    def _value(self, model: type[Model], column: Field[Any, Any], number: int) -> Any:
        if given := self._given(model, column):
            return given[number - 1]
        if column.is_relation:
            related: Any = column.related_model
            return related._base_manager.order_by("pk")[number - 1]
        match column.get_internal_type():
            case "BooleanField":
                return bool(number % 3)
            case "DateTimeField":
                return LONG_AGO
            case "IntegerField":
                return number
        return f"{column.name} {number}"

    def _link(self, wanted: Callable[[int, int], bool]) -> None:
        """Link the pairs of row numbers that are `wanted`.

        Twice where nothing forbids it, and with nobody where that may be. Of a symmetrical relation's rows one is
        missing, as it happens in life.
        """
        for relation in self.relations:
            source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            owners = list(relation.model._base_manager.order_by("pk"))
            targets: list[Any] = list(relation.related_model._base_manager.order_by("pk"))  # type: ignore[union-attr]
            for i, owner in enumerate(owners, 1):
                for j, other in enumerate(targets, 1):
                    lost = relation.remote_field.symmetrical and (i, j) == (3, 1)
                    if wanted(i, j) and owner != other and not lost:
                        self._save(relation, 10 * i + j, **{source: owner, target: other})
                        self._save(relation, 10 * i + j + 1, **{source: owner, target: other})
                if relation.remote_field.through._meta.get_field(target).null:
                    self._save(relation, i, **{source: owner, target: None})

    def _save(self, relation: ManyToManyField[Any, Any], number: int, **pair: Any) -> None:
        from django.db import IntegrityError, transaction

        through = relation.remote_field.through
        others = {
            column.name: self._value(through, column, number)
            for column in through._meta.concrete_fields
            if not (column.name in pair or column.is_relation or column.auto_created or column.name == "_order")
        }
        with suppress(IntegrityError), transaction.atomic():
            through(**pair, **others).save()
