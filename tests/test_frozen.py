"""The classes that `frozen` makes do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import weakref
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from through_codemod import frozen


def plain() -> type:
    class Ours:
        name: str
        parts: list[int] = field(default_factory=list)
        how: str = field(default="", compare=False)
        depth: int = field(default=0, init=False, compare=False, repr=False)
        where: str = field(default="here", kw_only=True, repr=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "depth", len(self.parts))

    Ours.__qualname__ = "Ours"  # where pickle looks for it
    return Ours


def refused(call: Any, *given: Any) -> str:
    with pytest.raises((TypeError, FrozenInstanceError)) as error:
        call(*given)
    return str(error.value).rpartition(".")[2]


OPTIONS: dict[str, Any] = {"frozen": True, "slots": True}
Theirs: Any = dataclasses.dataclass(**OPTIONS)(plain())
Ours: Any = frozen.dataclass(**OPTIONS)(plain())


@pytest.mark.parametrize(
    "seen",
    [
        lambda cls: repr(cls("a", [1])),
        lambda cls: cls("a", how="x") == cls("a", how="y"),
        lambda cls: cls("a") == cls("a", where="there"),
        lambda cls: cls("a") == ("a", [], "here"),
        lambda cls: hash(cls("a", (1,), how="x")) == hash(cls("a", (1,), how="y")),
        lambda cls: hash(cls("a", (1,))),
        lambda cls: cls("a", [1]).depth,
        lambda cls: replace(cls("a", [1]), parts=[2, 3]).depth,
        lambda cls: asdict(cls("a", [1], where="there")),
        lambda cls: [item.name for item in fields(cls)],
        lambda cls: cls.__match_args__,
        lambda cls: cls("a").parts is cls("a").parts,
        lambda cls: copy.copy(cls("a", [1])) == cls("a", [1]),
        lambda cls: hasattr(cls("a"), "__dict__"),
        lambda cls: refused(cls),
        lambda cls: refused(cls, "a", [], "", "there"),
        lambda cls: refused(setattr, cls("a"), "name", "b"),
        lambda cls: refused(delattr, cls("a"), "name"),
    ],
)
def test_is_like_those_of_the_standard_library(seen: Any) -> None:
    assert seen(Ours) == seen(Theirs)


def test_is_pickled() -> None:
    made = pickle.loads(pickle.dumps(Ours("a", [1], "x", where="there")))
    assert (made.name, made.parts, made.how, made.depth, made.where) == ("a", [1], "x", 1, "there")


def test_is_itself_alone_without_comparison_and_weakly_referred_to_where_asked() -> None:
    class Thing:
        name: str

    made: Any = frozen.dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)(Thing)
    thing = made("a")
    assert thing != made("a")
    assert weakref.ref(thing)() is thing


def test_own_methods_stay() -> None:
    class Thing:
        name: str

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "thing"

    made: Any = frozen.dataclass(**OPTIONS)(Thing)
    assert made("a") == made("b")
    assert (hash(made("a")), repr(made("a"))) == (7, "thing")
