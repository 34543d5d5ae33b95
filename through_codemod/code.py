"""What code does a plan consist of? The few forms of statements that take the place of a call, as data.

Expressions are source text, so that a plan prints, compares and pickles; `render.py` lays them out.
"""

from __future__ import annotations

from typing import NamedTuple


class Either(NamedTuple):
    """Conditions of which one has to hold: `Q(person=ada) | Q(friend=ada)`."""

    conditions: tuple[str, ...]

    def __str__(self) -> str:
        return " | ".join(self.conditions)


class Comprehension(NamedTuple):
    """A list made of another: `[Enrollment(course=course, student=student) for student in students if ...]`."""

    element: Call | str
    name: str
    iterable: Call | str
    condition: str

    def __str__(self) -> str:
        return f"[{self.element} for {self.name} in {self.iterable} if {self.condition}]"


class Keyword(NamedTuple):
    """A keyword argument whose value may need several lines: `student__in=list(students)`."""

    name: str
    value: Call | Display | str

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Step(NamedTuple):
    """One method of a chain with its arguments: `.filter(course=course)`."""

    method: str
    arguments: tuple[Argument, ...] = ()

    def __str__(self) -> str:
        return f"{self.opening}{', '.join(map(str, self.arguments))})"

    @property
    def opening(self) -> str:
        """The text up to the arguments; a step without a method calls the prefix itself: `set(...)`."""
        return f".{self.method}(" if self.method else "("


class Call(NamedTuple):
    """A chain of methods on a prefix: `Enrollment.objects.filter(course=course).delete()`."""

    prefix: str
    steps: tuple[Step, ...]
    awaited: bool = False

    def __str__(self) -> str:
        return ("await " if self.awaited else "") + self.prefix + "".join(str(step) for step in self.steps)


class Display(NamedTuple):
    """A tuple or list written out: `(ada, bob)`; a lone element of a tuple gets its comma."""

    items: tuple[str | Call, ...]
    brackets: str = "()"

    def __str__(self) -> str:
        comma = "," if len(self.items) == 1 and self.brackets == "()" else ""
        return f"{self.brackets[0]}{', '.join(map(str, self.items))}{comma}{self.brackets[1]}"


class Run(NamedTuple):
    """A call for its effect, with a comment above it where a reader would ask why."""

    call: Call
    comment: str = ""

    def __str__(self) -> str:
        return str(self.call)


class Assign(NamedTuple):
    """A name, or several, bound to a value."""

    target: str
    value: Call | Display | str

    def __str__(self) -> str:
        return f"{self.target} = {self.value}"


class When(NamedTuple):
    """Operations on a condition; `negated` puts `not` in front of it, `first` is a name that has to be true besides."""

    test: Call | str
    body: tuple[Operation, ...]
    negated: bool = False
    first: str = ""

    def __str__(self) -> str:
        return f"if {f'{self.first} and ' if self.first else ''}{self.opening}{self.test}: " + _together(self.body)

    @property
    def opening(self) -> str:
        """What stands in front of the test."""
        return "not " if self.negated else ""


class Each(NamedTuple):
    """Operations for each element."""

    name: str
    iterable: Display | Call | str
    body: tuple[Operation, ...]

    def __str__(self) -> str:
        return f"for {self.name} in {self.iterable}: " + _together(self.body)


class Atomic(NamedTuple):
    """Operations of which all or none take place: `with transaction.atomic():`."""

    call: Call
    body: tuple[Operation, ...]

    def __str__(self) -> str:
        return f"with {self.call}: " + _together(self.body)


class SyncBlock(NamedTuple):
    """Operations that run in a thread and in one transaction, awaited from a coroutine.

    A transaction can't be entered in a coroutine: https://docs.djangoproject.com/en/stable/topics/async/#transactions
    """

    name: str
    sync_to_async: str
    atomic: Call | str
    body: tuple[Operation, ...]

    def __str__(self) -> str:
        return f"await {self.name}(): " + _together(self.body)


Argument = str | Keyword | Either | Comprehension | Call | Display
Operation = Run | Assign | When | Each | Atomic | SyncBlock


def when(name: str, body: tuple[Operation, ...]) -> When:
    """Return the operations on condition that `name` is true; a condition of their own joins it in one `if`."""
    match body:
        case (When(first="") as inner,):
            return inner._replace(first=name)
    return When(name, body)


def names_bound(operations: tuple[Operation, ...]) -> bool:
    """Whether the operations bind a name where they stand."""
    return any(
        isinstance(operation, Assign | Each | SyncBlock)
        or (isinstance(operation, When | Atomic) and names_bound(operation.body))
        for operation in operations
    )


def call_of(function: str, *arguments: Argument) -> Call:
    """Return the call of a function: `list(students)`."""
    return Call(function, (Step("", arguments),))


def _together(body: tuple[Operation, ...]) -> str:
    return "{" + "; ".join(str(operation) for operation in body) + "}"
