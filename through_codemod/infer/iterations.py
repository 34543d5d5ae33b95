"""What do `itertools`, Django's paginator and the functions of Python's own give that take an iterable?

https://docs.python.org/3/library/itertools.html and https://docs.djangoproject.com/en/stable/ref/paginator/
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from through_codemod.infer.applied import applied
from through_codemod.infer.containers import elements
from through_codemod.infer.values import NONE, Collection, Maker, Values, detached, join, other, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_PLACES = 9  # so many of a tuple's are told apart
Handler = Callable[["Frame", ast.Call], Values]


def _inside(frame: Frame, node: ast.Call, place: int = 0) -> Values:
    """Return what iterating over an argument gives; unknown where there is none at that place to be told."""
    if len(node.args) <= place or any(isinstance(item, ast.Starred) for item in node.args[: place + 1]):
        return unknown(f"argument {place + 1}")
    return elements(frame, frame.values(node.args[place]))


def _tuples(places: tuple[Values, ...] | None, inside: Values) -> Values:
    return frozenset({Collection("iterator", frozenset({Collection("tuple", inside, places)}))})


def _chain(frame: Frame, node: ast.Call) -> Values:
    found = [
        elements(frame, elements(frame, frame.values(item.value)))
        if isinstance(item, ast.Starred)
        else elements(frame, frame.values(item))
        for item in node.args
    ]
    return frozenset({Collection("iterator", join(found))})


def _chain_iterable(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("iterator", elements(frame, _inside(frame, node)))})


def _product(frame: Frame, node: ast.Call) -> Values:
    places = tuple(_inside(frame, node, place) for place in range(len(node.args)))
    return _tuples(None if node.keywords else places, join(places))


def _combinations(frame: Frame, node: ast.Call) -> Values:
    inside = _inside(frame, node)
    match node.args:
        case [_, ast.Constant(value=int(count))] if count <= _PLACES:
            return _tuples((inside,) * count, inside)
    return _tuples(None, inside)


def _pairwise(frame: Frame, node: ast.Call) -> Values:
    inside = _inside(frame, node)
    return _tuples((inside, inside), inside)


def _longest(frame: Frame, node: ast.Call) -> Values:
    fill = join([frame.values(item.value) for item in node.keywords if item.arg == "fillvalue"]) or NONE
    places = tuple(join((_inside(frame, node, place), fill)) for place in range(len(node.args)))
    return _tuples(places, join(places))


def _groups(frame: Frame, node: ast.Call) -> Values:
    inside = _inside(frame, node)
    by = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    key = join(applied(frame, value, inside) for value in frame.values(by[0])) if by else inside
    return _tuples((key, frozenset({Collection("iterator", inside)})), unknown("groupby"))


def _batches(frame: Frame, node: ast.Call) -> Values:
    return _tuples(None, _inside(frame, node))


def _second(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("iterator", _inside(frame, node, 1))})


def _repeat(frame: Frame, node: ast.Call) -> Values:
    inside = detached(frame.values(node.args[0])) if node.args else unknown("repeat")
    return frozenset({Collection("iterator", inside)})


def _same(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("iterator", _inside(frame, node))})


def _sum(frame: Frame, node: ast.Call) -> Values:
    """A sum is a number, or a list where it starts with one: `sum(lists, [])`."""
    if len(node.args) + len(node.keywords) < 2:
        return other("number")
    given = [*(frame.values(item) for item in node.args[1:]), *(frame.values(item.value) for item in node.keywords)]
    if all(isinstance(value, Collection) for values in given for value in values):
        inside = elements(frame, _inside(frame, node))
        return frozenset({Collection("list", join((inside, *(elements(frame, values) for values in given))))})
    return unknown("sum")


def _keys(frame: Frame, node: ast.Call) -> Values:
    mapped = detached(frame.values(node.args[1])) if len(node.args) > 1 else NONE
    return frozenset({Collection("dict", _inside(frame, node), mapped=mapped)})


def _paginator(frame: Frame, node: ast.Call) -> Values:
    given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "object_list")]
    if len(given) != 1 or isinstance(given[0], ast.Starred):
        return unknown("paginator")
    return frozenset({Maker("paginator", elements(frame, frame.values(given[0])))})


ITERATIONS: dict[str, Handler] = {
    "builtins.sum": _sum,
    "builtins.dict.fromkeys": _keys,
    "django.core.paginator.Paginator": _paginator,
    "itertools.batched": _batches,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_iterable,
    "itertools.combinations": _combinations,
    "itertools.combinations_with_replacement": _combinations,
    "itertools.cycle": _same,
    "itertools.dropwhile": _second,
    "itertools.filterfalse": _second,
    "itertools.groupby": _groups,
    "itertools.islice": _same,
    "itertools.pairwise": _pairwise,
    "itertools.permutations": _combinations,
    "itertools.product": _product,
    "itertools.repeat": _repeat,
    "itertools.takewhile": _second,
    "itertools.zip_longest": _longest,
}
