"""What can an expression be, as far as Django's relations are concerned?

An expression has a *set* of values: one for each way control can reach it. `Unknown` in the set says that there are
ways nobody can follow. `how` is the evidence, a short chain for people (`setUpTestData -> Course.objects.create(...)`);
it takes no part in comparison.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from through_codemod.frozen import frozen
from through_codemod.relations import ModelRef, Relation

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source


# what gives the accessor, called with an instance: `Course.students.__get__(course)`
DESCRIPTOR = frozenset({"__get__", "related_manager_cls"})
ANNOTATED = "annotation"
BY_ANNOTATION = "annotation "  # stands in the evidence of a value that an annotation says
CHECKED = "isinstance"


@frozen
class Instance:
    """An instance of a model, or of one that inherits from it.

    `apps` is the source text of the registry (`apps`) where it is a historical model of a migration.
    """

    model: ModelRef
    apps: str | None = None
    how: str = field(default="", compare=False)


@frozen
class ModelClass:
    """A model class itself."""

    model: ModelRef
    apps: str | None = None
    how: str = field(default="", compare=False)


@frozen
class Rows:
    """A manager or queryset that gives instances of `model`.

    `cls` and `queryset` are the manager's class and its queryset's, whose own methods it has.
    """

    model: ModelRef
    manager: bool
    apps: str | None = None
    how: str = field(default="", compare=False)
    cls: ModelRef | None = None
    queryset: ModelRef | None = None


@frozen
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


@frozen
class BoundVerb:
    """A method of an accessor that is not called yet: `course.students.add`."""

    accessor: Accessor
    verb: str


@frozen
class Key:
    """The value of `field` of `model`: `student.pk`, `enrollment.student_id`; `model` is None for a literal.

    `said`: nothing but an annotation says so (`student_id: int`); nobody refuses an instance in its place.
    """

    model: ModelRef | None
    field: str | None
    how: str = dataclasses.field(default="", compare=False)
    said: bool = False


@frozen
class Json:
    """What a text in JSON says: null, text, numbers, and lists and dictionaries of these. No instance lies in it."""


@frozen
class Collection:
    """Something to iterate over: `elements` are what iterating gives, for a dict its keys.

    `"queryset"` is one that gives no instances (`values_list("pk", flat=True)`) and can be iterated again. Of what an
    annotation says `how` is `ANNOTATED`: it may be another iterable in truth. Of one that `isinstance` finds a list or
    tuple it is `CHECKED`.
    """

    type: Literal["list", "tuple", "set", "dict", "iterator", "queryset"]
    elements: Values
    positions: tuple[Values, ...] | None = None  # of a tuple or list whose length is known
    how: str = field(default="", compare=False)
    mapped: Values = frozenset()  # what a dict's keys lead to
    known: tuple[tuple[str | int, Values], ...] | None = None  # a dict's items, where all keys are constants
    more: bool = False  # it may have other keys than those of `known`
    depth: int = field(default=0, init=False, compare=False, repr=False)  # how deep containers lie in it

    def __post_init__(self) -> None:
        """Forget what is in it where containers lie too deep: each level makes it longer to compare two of them."""
        parts = (self.elements, self.mapped, *(self.positions or ()), *(values for _, values in self.known or ()))
        depth = max((one.depth + 1 for part in parts for one in part if isinstance(one, Collection)), default=0)
        if depth > DEEPEST:
            depth, anything = 0, unknown("containers lie too deep in one another")
            object.__setattr__(self, "elements", anything)
            object.__setattr__(self, "mapped", anything if self.type == "dict" else NOTHING)
            object.__setattr__(self, "positions", None)
            object.__setattr__(self, "known", None)
        object.__setattr__(self, "depth", depth)


@frozen
class Callee:
    """A function, lambda or class of the source, that is: something callable."""

    name: str


@frozen
class Other:
    """Known, and none of the above: a string, a plain object, an instance of a project's class."""

    name: str


@frozen
class Unknown:
    """Nobody can tell; `why` says what could not be followed: "parameter course"."""

    why: str = field(default="", compare=False)


@frozen
class Class:
    """A class of the project that is not a model; `open` where it may be one that inherits from it (`cls`)."""

    module: str
    name: str
    line: int
    path: str
    open: bool = False
    node: ast.ClassDef = field(compare=False, repr=False, kw_only=True)
    source: Source = field(compare=False, repr=False, kw_only=True)


@frozen
class Object:
    """An instance of a class of the project that is not a model; `cls.open` where it may be of a subclass."""

    cls: Class


@frozen
class Function:
    """A function, method or lambda of the project; `bound` is what its first parameter is."""

    name: str
    line: int
    column: int
    path: str
    bound: Values | None = None
    raw: bool = False  # as it is under its decorators
    ahead: Arguments | None = None  # what `partial` passes in front of what a call does
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda = field(compare=False, repr=False, kw_only=True)
    source: Source = field(compare=False, repr=False, kw_only=True)
    frame: Frame = field(repr=False, kw_only=True)


@frozen
class Method:
    """A method of Django's or Python's own, not called yet: `Course.objects.create`."""

    of: Value
    name: str


@frozen
class Parent:
    """`super()`: what comes after `cls` in the method resolution order of `of`."""

    cls: Class
    of: Value


@frozen
class Coroutine:
    """What has to be awaited to be `result`."""

    result: Values


@frozen
class Package:
    """A module of the project, by its dotted name."""

    name: str


@frozen
class External:
    """Something importable that is not the project's, by its dotted name: `django.shortcuts.get_object_or_404`."""

    name: str


@frozen
class Registry:
    """The historical registry that a migration's functions are given, by its name there: `apps`."""

    apps: str


@frozen
class Request:
    """The `request` that pytest passes to a parametrized fixture, for the sake of `test`.

    `texts` are what `request.param` is where it is nothing but texts.
    """

    test: Function
    param: Values
    texts: frozenset[str] | None


@frozen
class Maker:
    """An object of a framework's that makes or holds an instance, `one`: a form, a serializer, a recipe, a factory."""

    type: Literal["form", "serializer", "recipe", "factory", "paginator", "autofixture", "strategy"]
    one: Values


Value = (
    Instance
    | ModelClass
    | Rows
    | Accessor
    | BoundVerb
    | Key
    | Json
    | Collection
    | Callee
    | Other
    | Unknown
    | Class
    | Object
    | Function
    | Method
    | Parent
    | Coroutine
    | Package
    | External
    | Registry
    | Request
    | Maker
)
Values = frozenset[Value]

NOTHING: Values = frozenset()
NONE: Values = frozenset({Other("None")})
LITERAL: Values = frozenset({Key(None, None)})
SAID: Values = frozenset({Key(None, None, said=True)})
JSON: Values = frozenset({Json()})
MANY = 24
DEEPEST = 6  # containers in one another; real code was seen to have three


def unknown(why: str) -> Values:
    """Return the values of what nobody can tell."""
    return frozenset({Unknown(why)})


def other(name: str) -> Values:
    """Return the values of something known that has nothing to do with models."""
    return frozenset({Other(name)})


def join(parts: Iterable[Values]) -> Values:
    """Return the values of what may be any of `parts`.

    Two accessors that differ only in the expression that they were read from become one without a receiver.
    """
    several = [part for part in parts if part]
    if len(several) == 1 and len(several[0]) <= MANY:
        return several[0]
    found: dict[Value, Value] = {}
    for part in several:
        for value in part:
            known = found.setdefault(value, value)
            if known is not value:
                found[value] = _merged(known, value)
    if len(found) > MANY:
        return unknown("too many possibilities")
    return frozenset(found.values())


def _merged(one: Value, two: Value) -> Value:
    match one, two:
        case Accessor(), Accessor() if one.receiver is not two.receiver:
            return replace(one, receiver=None)
        case ((Instance() | Rows()), (Instance() | Rows())) if "prefetch_related(" in two.how:
            return replace(one, how=after(two.how, one.how))
        case BoundVerb(), BoundVerb() if one.accessor.receiver is not two.accessor.receiver:
            return replace(one, accessor=replace(one.accessor, receiver=None))
        case Unknown(why=first), Unknown(why=second):  # of several reasons the same one in each run
            return two if second and (second < first or not first) else one
    return one


def after(how: str, by: str) -> str:
    """Return the evidence `by`, and which rows were prefetched where that of what it was read from says so."""
    if "prefetch_related(" not in how:
        return by
    prefetching = next(part for part in how.split(" <- ") if "prefetch_related(" in part)
    return by if prefetching in by else f"{by} <- {prefetching}"


def detached(values: Values) -> Values:
    """Return `values` as seen from elsewhere, where the expressions that accessors were read from mean nothing."""
    if not any(isinstance(value, (Accessor, BoundVerb)) for value in values):
        return values
    return frozenset(_detached(value) for value in values)


def _detached(value: Value) -> Value:
    match value:
        case Accessor():
            return replace(value, receiver=None)
        case BoundVerb():
            return replace(value, accessor=replace(value.accessor, receiver=None))
    return value


def is_known(values: Values) -> bool:
    """Whether there is a value and none of them is `Unknown`."""
    return bool(values) and not any(isinstance(value, (Unknown, External)) for value in values)


def is_said(values: Values) -> bool:
    """Whether only an annotation says that there are keys among the values, or in a container among them."""
    return any(
        value.said
        if isinstance(value, Key)
        else isinstance(value, Collection) and is_said(value.elements | value.mapped)
        for value in values
    )


def is_hollow(values: Values) -> bool:
    """Whether there is a container of which nobody knows what is in it, as after `course: list`."""
    return any(
        isinstance(value, Collection) and not (is_known(value.mapped or value.elements) or value.known)
        for value in values
    )


class Arguments(NamedTuple):
    """What a call passes; `more` where a star may pass anything else, `spread` what `**` passes if it is there.

    `starred` is what `*` may pass behind the positional ones, if it is there; None where that may be anything.
    """

    positional: tuple[Values, ...] = ()
    keywords: tuple[tuple[str, Values], ...] = ()
    more: bool = False
    spread: tuple[tuple[str, Values], ...] = ()
    starred: tuple[Values, ...] | None = ()
