"""What is a form? A function's parameters and body, and what it is run with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent, indent

from matrix.shapes import Shape


@dataclass(frozen=True)
class Run:
    """What a function is called with, as Python text for the runner, and words for what is special about it."""

    arguments: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A call of a verb: what stands in the function, and the runs.

    In `parameters` and `body`, in braces: `S` and `T` are the models of source and target, `K` is the type of a key,
    `a` the accessor, `back` the look-up from target to source, `name` the target's column that says who it is,
    `manager` the target's default one. `make` is what a new `T` needs, `new` one that the accessor makes, `fill` what
    it needs beside what it is looked up by.
    """

    verb: str
    title: str
    parameters: str
    body: str
    runs: tuple[Run, ...]
    fits: Callable[[Shape], bool] | None = None
    since: tuple[int, int] = (3, 2)

    def __str__(self) -> str:
        return f"{self.verb}: {self.title}"

    def function(self, name: str, shape: Shape) -> str:
        """Return the text of a function of that name."""
        body, parameters = filled(self.body, shape), filled(self.parameters, shape)
        coroutine = "async " if self.verb.startswith("a") and self.verb != "add" else ""
        return f"{coroutine}def {name}({parameters}):\n{indent(body, '    ')}\n"


def filled(text: str, shape: Shape) -> str:
    """Return the text with the shape's own names in it."""
    own = shape.more and "heir" not in shape.traits  # what the relation makes is of the target's own model
    words = {
        "S": shape.receiver,
        "T": shape.argument,
        "K": shape.key,
        "a": shape.accessor,
        "name": shape.name,
        "make": f'{shape.name}="Zoe"' + (f", {shape.more}" if shape.more else ""),
        "new": f'{shape.name}="Zoe"' + (f", {shape.more}" if own else ""),
        "fill": f", defaults=dict({shape.more})" if own else "",
        "manager": shape.manager,
        "back": shape.back,
    }
    for word, meaning in words.items():
        text = text.replace(f"{{{word}}}", meaning)
    return text


def runs(*arguments: str, tags: str = "") -> tuple[Run, ...]:
    """Return runs with the arguments, tagged with the words of `tags`."""
    words = frozenset(filter(None, tags.split(", ")))
    return tuple(Run(text, words) for text in arguments)


def form(
    verb: str,
    title: str,
    parameters: str,
    body: str,
    *given: str,
    tags: str = "",
    fits: Callable[[Shape], bool] | None = None,
    since: tuple[int, int] = (3, 2),
) -> Form:
    """Return a form that is run with each of `given`."""
    return Form(verb, title, parameters, dedent(body).strip("\n"), runs(*given, tags=tags), fits, since)


def traits(*words: str) -> Callable[[Shape], bool]:
    """Return whether a shape has one of the traits."""
    return lambda shape: bool(shape.traits & set(words))


def lacks(*words: str) -> Callable[[Shape], bool]:
    """Return whether a shape has none of the traits."""
    return lambda shape: not shape.traits & set(words)
