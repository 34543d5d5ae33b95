"""What do two versions of a function leave behind, run from the same rows with the same arguments?

Runs under the interpreter whose Django is in question, Python 3.8 with Django 3.2 included: standard library and Django
only. Each line of stdin is a request in JSON, each line of the answer its result:

    {"shape": {...}}                                   make the shape's tables, and its start states
    {"before": "...", "after": "...", "runs": [...]}   run functions of the two modules, and compare
"""

from __future__ import annotations

import inspect
import itertools
import json
import os
import sys
import traceback
from typing import Any, Callable, Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]

import django

django.setup()

from asgiref.sync import async_to_sync
from django.apps import apps
from django.db import connections, models, router
from django.utils.functional import SimpleLazyObject

from databases import Database, Table, opened
from shapes.models.common import Log, Stranger
from shapes.models.keys import Counted
from shapes.ticks import Ticks, tick

SOURCES = 3
TARGETS = 5
HIDDEN = (2, 5)  # targets that a default manager hides, where it hides any

Plain = Any  # what JSON can say


class Shape:
    """A relation, seen from one side, with the rows that a run starts from.

    `receiver` and `argument` are the models that calls are made on and with: those of the relation, or their heirs.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.receiver: Any = apps.get_model("shapes", spec["receiver"])
        self.argument: Any = apps.get_model("shapes", spec["argument"])
        descriptor = getattr(self.receiver, spec["accessor"])
        field = descriptor.field
        self.accessor: str = spec["accessor"]
        self.through: Any = descriptor.rel.through
        names = [field.m2m_field_name(), field.m2m_reverse_field_name()]
        self.source_name, self.target_name = reversed(names) if descriptor.reverse else names
        self.symmetrical = field.remote_field.symmetrical
        self.selfish = issubclass(self.receiver, self.argument) or issubclass(self.argument, self.receiver)
        self.alias: str = spec.get("alias", "default")
        self.kept: dict[Any, list[Any]] = {}
        self.tables = [self._table(model) for model in self._models()]

    def _models(self) -> list[Any]:
        """The models with tables of their own that a call may touch."""
        found: list[Any] = []
        waiting = [self.through, self.receiver, self.argument, Log, Stranger]
        while waiting:
            model = waiting.pop()._meta.concrete_model
            if model in found:
                continue
            found.append(model)
            waiting += [key.related_model for key in model._meta.concrete_fields if key.is_relation]
            waiting += model._meta.get_parent_list()
            waiting += [back.related_model for back in model._meta.related_objects]
        return sorted(found, key=lambda model: len(model._meta.get_parent_list()))

    def _table(self, model: Any) -> Table:
        linking = issubclass(self.through, model)
        columns: Any = model._meta.local_concrete_fields
        return Table(
            model,
            model.__name__,
            model._meta.db_table,
            tuple(column.column for column in columns),
            tuple(
                column.column
                for column in columns
                if linking and column.primary_key and (column.auto_created or isinstance(column, models.UUIDField))
            ),
            tuple(str(column.column) for column in columns if isinstance(column, models.DateTimeField)),
        )

    def populate(self) -> None:
        """Make everything but the links."""
        counts = [(self.receiver, SOURCES), (self.argument, TARGETS), (Stranger, TARGETS)]
        if self.selfish:
            counts = [(self.argument, SOURCES + TARGETS), (Stranger, TARGETS)]
        for model, count in counts:
            for number in range(1, count + 1):
                for alias in connections:  # a foreign key must find its row wherever the links are
                    model(**self._values(model, number, count)).save(using=alias)
        self.kept = {
            model: list(model._base_manager.using(self.alias).order_by("pk").values_list())
            for model in {self.receiver, self.argument, Stranger}
        }
        for table in self.tables:
            if issubclass(self.through, table.model) or table.model is Log:
                for alias in connections:
                    table.model._base_manager.using(alias).all()._raw_delete(alias)

    def link(self, links: list[Any]) -> None:
        """Make links, as lists of a source's and a target's number and the values of other columns."""
        seen: dict[Any, int] = {}
        rows = []
        for source, target, *values in links:
            again = seen[source, target] = seen.get((source, target), -1) + 1
            given = values[0] if values else {}
            alone = given.get("alone", "" if self.symmetrical else "forth")  # which direction of a pair, where not both
            if alone != "back":
                rows.append(self._link(source and self.source(source), target and self.target(target), again, given))
            if alone != "forth":
                rows.append(self._link(self.target(target), self.source(source), again, given))
        written = self.alias if self.alias != "default" else router.db_for_write(self.through)
        for alias in {written, router.db_for_read(self.through) if written == "default" else written}:
            if self.through._meta.get_parent_list():
                for row in rows:
                    row.save(using=alias)
            else:
                self.through._base_manager.using(alias).bulk_create(rows)

    def _link(self, source: Any, target: Any, again: int, given: dict[str, Any]) -> Any:
        label = "%s-%s%s" % (getattr(source, "pk", None), getattr(target, "pk", None), "x" * again)
        made: dict[str, Any] = {"grade": label}
        names = {field.name: field for field in self.through._meta.concrete_fields}
        number = 10 * getattr(source, "_number", 0) + getattr(target, "_number", 0)
        made.update({name: number for name in ("seat", "number", "_order") if name in names})
        if "role" in names:
            made["role"] = label
        made.update({name: value for name, value in given.items() if name in names})
        return self.through(**{self.source_name: source, self.target_name: target}, **made)

    def _values(self, model: Any, number: int, count: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.name in {"slug", "code"}:
                found[field.name] = str(number % count + 1)  # the key of another row
            elif field.name == "number":
                found[field.name] = number % count + 1
            elif field.name == "hidden":
                found[field.name] = number in HIDDEN
            elif isinstance(field, models.UUIDField):
                found[field.name] = "%032x" % number
            elif isinstance(field, models.CharField) and not (field.null or field.blank):
                found[field.name] = "%s %s" % (field.name, number)
        return found

    # What arguments are made of

    def source(self, number: int) -> Any:
        """Return the source of that number, from 1 on."""
        return self.row(self.receiver, number)

    def target(self, number: int) -> Any:
        """Return the target of that number, from 1 on."""
        return self.row(self.argument, SOURCES + number if self.selfish else number)

    def row(self, model: Any, number: int) -> Any:
        names = [field.attname for field in model._meta.concrete_fields]
        found = model.from_db(self.alias, names, self.kept[model][number - 1])
        found._number = number
        return found

    def key(self, row: Any) -> Any:
        """Return what the accessor takes for a row's key: the value that a link's column holds."""
        for name in (self.target_name, self.source_name):
            key = self.through._meta.get_field(name)
            if isinstance(row, key.related_model):
                return getattr(row, key.target_field.attname)
        raise TypeError(row)

    def names(self) -> dict[str, Any]:
        """Return what the texts of arguments may use."""
        key, target = self.key, self.target
        kind = type(key(target(1)))
        nobody = "nobody" if kind is str else kind(int=999) if kind.__name__ == "UUID" else kind("999")
        return {
            "s": self.source,
            "t": target,
            "key": lambda number: key(target(number)),
            "text": lambda number: str(key(target(number))),
            "nobody": nobody,
            "unsaved": lambda: self._unsaved(self.argument),
            "unsaved_source": lambda: self._unsaved(self.receiver),
            "stranger": lambda number: self.row(Stranger, number),
            "T": self.argument._base_manager.using(self.alias),
            "numbered": lambda *numbers: self.argument._base_manager.using(self.alias).filter(
                pk__in=[target(number).pk for number in numbers]
            ),
            "lazy": lambda row: SimpleLazyObject(lambda: row),
            "gone": self._gone,
            "prefetched": self._prefetched,
            "tick": tick,
        }

    def _gone(self) -> Any:
        """Return an instance whose row somebody else has deleted."""
        row = self.target(4)
        type(row)._base_manager.filter(pk=row.pk).delete()
        return row

    def _prefetched(self, number: int) -> Any:
        row = self.source(number)
        models.prefetch_related_objects([row], self.accessor)
        return row

    def _unsaved(self, model: Any) -> Any:
        named = {"title", "name", "username"} & {field.name for field in model._meta.concrete_fields}
        return model(**dict.fromkeys(named, "unsaved"))


class Outcome:
    """What a run left behind: the rows, what it returned, the type of what it raised, and how often it asked `tick`."""

    def __init__(self, rows: dict[str, list[str]], value: Plain, error: str, message: str, ticks: int) -> None:
        self.rows = rows
        self.value = value
        self.ticks = ticks
        self.error = error
        self.message = message

    def equals(self, other: Outcome) -> bool:
        mine = self.rows, self.value, self.error, self.ticks
        return mine == (other.rows, other.value, other.error, other.ticks)

    def told(self) -> Plain:
        return {
            "rows": self.rows,
            "value": self.value,
            "error": self.error,
            "message": self.message,
            "ticks": self.ticks,
        }


class Runner:
    """Answers requests about one shape after the other."""

    def __init__(self) -> None:
        self.database: Database = opened()
        self.shape: Any = None

    def answer(self, request: dict[str, Any]) -> Plain:
        if "shape" in request:
            return self.open(request["shape"])
        return self.compare(request)

    def open(self, spec: dict[str, Any]) -> Plain:
        """Make the tables of a shape, and each of its start states."""
        self.shape = Shape(spec)
        self.database.create(self.shape.tables)
        self.shape.populate()
        self.database.keep("")
        for name, links in spec["states"].items():
            self.state(name, links)
        return {"tables": [table.name for table in self.shape.tables]}

    def state(self, name: str, links: list[Any]) -> None:
        self.database.restore("")
        self.shape.link(links)
        self.database.keep(name)

    def compare(self, request: dict[str, Any]) -> Plain:
        for name, links in request.get("states", {}).items():
            self.state(name, links)
        before, after = module_of(request["before"]), module_of(request["after"])
        return [self.run_both(before, after, *run) for run in request["runs"]]

    def run_both(self, before: Any, after: Any, function: str, state: str, arguments: str) -> Plain:
        first = self.run(before[function], state, arguments)
        second = self.run(after[function], state, arguments)
        start = self.database.start(state)
        wrote = first.rows != start or second.rows != start
        if first.equals(second):
            return {"equal": True, "wrote": wrote, "error": first.error}
        return {"equal": False, "wrote": wrote, "start": start, "before": first.told(), "after": second.told()}

    def run(self, function: Callable[..., Any], state: str, arguments: str) -> Outcome:
        self.database.restore(state)
        Counted.numbers = itertools.count(1000)
        Ticks.numbers = itertools.count(1)
        given = eval(f"[{arguments}]", self.shape.names())
        value, error, message = None, "", ""
        try:
            call = async_to_sync(function) if inspect.iscoroutinefunction(function) else function
            value = plain(call(*given))
        except Exception as raised:
            error, message = type(raised).__name__, str(raised)
        for alias in connections:
            if connections[alias].in_atomic_block:
                raise RuntimeError("%s did not end its transaction" % function.__name__)
        return Outcome(self.database.rows(), value, error, message, next(Ticks.numbers) - 1)


def module_of(source: str) -> dict[str, Any]:
    """Return the names that the module defines."""
    names: dict[str, Any] = {"__name__": "cells"}
    exec(compile(source, "<cells>", "exec"), names)
    return names


def plain(value: Any) -> Plain:
    """Return the value in a form that can be compared with another run's: instances by their columns."""
    if isinstance(value, models.Model):
        columns = [column for column in value._meta.concrete_fields if not isinstance(column, models.DateTimeField)]
        return [type(value).__name__, *(str(getattr(value, column.attname)) for column in columns)]
    if isinstance(value, (list, tuple, models.QuerySet)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return type(value).__name__


def answers(lines: Iterator[str]) -> Iterator[Plain]:
    runner = Runner()
    for line in lines:
        try:
            yield {"result": runner.answer(json.loads(line))}
        except Exception:
            yield {"failure": traceback.format_exc()}


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # what else prints must not reach it
        for answer in answers(iter(sys.stdin)):
            out.write(json.dumps(answer) + "\n")
            out.flush()
