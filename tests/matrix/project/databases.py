"""How are a shape's tables made, read, and put back into a start state?"""

from __future__ import annotations

import sqlite3
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

from django.db import connections


class Table(NamedTuple):
    """A model's table: its columns, and which of them are the keys that links number themselves with, or dates."""

    model: Any
    name: str
    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    dates: tuple[str, ...]

    @property
    def query(self) -> str:
        """The statement that reads it whole."""
        return "SELECT %s FROM %s" % (", ".join('"%s"' % column for column in self.columns), '"%s"' % self.table)


Values = Dict[Tuple[str, str], List[Tuple[Any, ...]]]  # of each table of each database
Rows = Dict[str, List[str]]  # of each model, told so that they compare


class Database:
    """The tables of one shape at a time, in every database of the project."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.starts: dict[str, tuple[Any, Values, Rows]] = {}
        self.state = ""

    def create(self, tables: list[Table]) -> None:
        """Make the tables, those of the shape before gone."""
        self.clear()
        self.tables = tables
        self.starts = {}
        for alias in connections:
            with connections[alias].constraint_checks_disabled(), connections[alias].schema_editor() as editor:
                for table in tables:
                    editor.create_model(table.model)

    def clear(self) -> None:
        raise NotImplementedError

    def copied(self) -> Any:
        """Return what `put_back` needs."""
        raise NotImplementedError

    def put_back(self, copy: Any) -> None:
        raise NotImplementedError

    def read(self) -> Values:
        raise NotImplementedError

    def keep(self, state: str) -> None:
        """Call what stands in the tables now the start state `state`."""
        values = self.read()
        self.starts[state] = self.copied(), values, {}
        self.starts[state][2].update(self._told(values, values))

    def restore(self, state: str) -> None:
        """Put the tables back into the start state."""
        self.put_back(self.starts[state][0])
        self.state = state

    def start(self, state: str) -> Rows:
        """Return the rows of the start state."""
        return self.starts[state][2]

    def rows(self) -> Rows:
        """Return all rows. A link's key counts only as far as the row has been there from the start."""
        return self._told(self.read(), self.starts[self.state][1])

    def _told(self, found: Values, start: Values) -> Rows:
        told: Rows = {}
        for alias in connections:
            for table in self.tables:
                rows = []
                keys = [table.columns.index(key) for key in table.keys]
                dates = [table.columns.index(date) for date in table.dates]
                known = [{row[key] for row in start[alias, table.name]} for key in keys]
                for values in found[alias, table.name]:
                    row = list(values)
                    for key, old in zip(keys, known):
                        if row[key] not in old:
                            row[key] = "new"
                    for date in dates:
                        row[date] = "date"
                    rows.append(", ".join("%s=%s" % pair for pair in zip(table.columns, row)))
                told[table.name if alias == "default" else "%s in %s" % (table.name, alias)] = sorted(rows)
        return told


class Sqlite(Database):
    """In memory, in autocommit as a running site has it. A start state is a copy of the whole database."""

    def clear(self) -> None:
        for alias in connections:
            sqlite3.connect(":memory:").backup(self.connection(alias))

    def connection(self, alias: str) -> sqlite3.Connection:
        connections[alias].ensure_connection()
        found: sqlite3.Connection = connections[alias].connection
        return found

    def copied(self) -> dict[str, sqlite3.Connection]:
        copies = {}
        for alias in connections:
            copies[alias] = sqlite3.connect(":memory:", check_same_thread=False)
            self.connection(alias).backup(copies[alias])
        return copies

    def put_back(self, copy: dict[str, sqlite3.Connection]) -> None:
        for alias, connection in copy.items():
            connection.backup(self.connection(alias))

    def read(self) -> Values:
        return {
            (alias, table.name): sqlite3.Connection.execute(self.connection(alias), table.query).fetchall()
            for alias in connections
            for table in self.tables
        }


class Postgres(Database):
    """On a server of the tests' own. A start state is the SQL that makes it."""

    def __init__(self) -> None:
        super().__init__()
        for alias in connections:
            with connections[alias]._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{connections[alias].settings_dict["NAME"]}"')

    def clear(self) -> None:
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def copied(self) -> dict[str, str]:
        return {alias: "; ".join(self._statements(alias)) for alias in connections}

    def _statements(self, alias: str) -> Iterator[str]:
        yield "SET session_replication_role = replica"  # no foreign key is looked at
        with connections[alias].cursor() as cursor:
            for table in self.tables:
                yield f'DELETE FROM "{table.table}"'
                columns = ", ".join(f'"{column}"' for column in table.columns)
                quoted = ", ".join(f'quote_nullable("{column}"::text)' for column in table.columns)
                cursor.execute(f'SELECT {quoted} FROM "{table.table}"')
                for values in cursor.fetchall():
                    yield f'INSERT INTO "{table.table}" ({columns}) VALUES ({", ".join(values)})'
                for column in table.columns:
                    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.table}"', column])
                    if sequence := cursor.fetchone()[0]:
                        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
                        last, called = cursor.fetchone()
                        yield f"SELECT setval('{sequence}', {last}, {called})"
        yield "SET session_replication_role = origin"

    def put_back(self, copy: dict[str, str]) -> None:
        for alias, statements in copy.items():
            with connections[alias].cursor() as cursor:
                cursor.execute(statements)

    def read(self) -> Values:
        found: Values = {}
        for alias in connections:
            with connections[alias].cursor() as cursor:
                for table in self.tables:
                    cursor.execute(table.query)
                    found[alias, table.name] = cursor.fetchall()
        return found


def opened() -> Database:
    """Return the databases that the settings name."""
    return Sqlite() if connections["default"].vendor == "sqlite" else Postgres()
