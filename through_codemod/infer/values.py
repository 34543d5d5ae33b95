"""What can an expression be, as far as Django's relations are concerned?

An expression has a *set* of values: one for each way control can reach it. `Unknown` in the set says that there are ways
nobody can follow. `how` is the evidence, a short chain for people (`setUpTestData -> Course.objects.create(...)`);
it takes no part in comparison.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from through_codemod.relations import ModelRef, Relation


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a model, or of one that inherits from it.

    `apps` is the source text of the registry (`apps`) where it is a historical model of a migration.
    """

    model: ModelRef
    apps: str | None = None
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A model class itself."""

    model: ModelRef
    apps: str | None = None
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """A manager or queryset that gives instances of `model`."""

    model: ModelRef
    manager: bool
    apps: str | None = None
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Accessor:
    """The related manager of a relation with a custom through model: `course.students`.

    `receiver` is the expression in front of the accessor's name, in whatever place it was read (an alias may have been
    made far from its use); None where there is none to point to. `configured` says that `(manager=...)` or
    `.db_manager(...)` was called on it.
    """

    relation: Relation
    owner: ModelRef
    apps: str | None = None
    configured: bool = False
    receiver: ast.expr | None = field(default=None, compare=False)
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class BoundVerb:
    """A method of an accessor that is not called yet: `course.students.add`."""

    accessor: Accessor
    verb: str


@dataclass(frozen=True, slots=True)
class Key:
    """The value of `field` of `model`: `student.pk`, `enrollment.student_id`; `model` is None for a literal."""

    model: ModelRef | None
    field: str | None
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Collection:
    """Something to iterate over: `elements` are what it holds."""

    type: Literal["list", "tuple", "set", "dict", "iterator"]
    elements: Values
    positions: tuple[Values, ...] | None = None  # of a tuple or list whose length is known
    how: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Callee:
    """A function, lambda or class of the source, that is: something callable."""

    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Known, and none of the above: a string, a plain object, an instance of a project's class."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell; `why` says what could not be followed: "parameter course"."""

    why: str = field(default="", compare=False)


Value = (
    Instance | ModelClass | Rows | Accessor | BoundVerb | Key | Collection | Callee | Other | Unknown
)
Values = frozenset[Value]
