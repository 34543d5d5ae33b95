"""Which shapes of relations are there, from which side, and from which rows does a run start?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Links = tuple[tuple[Any, ...], ...]  # a source's number, a target's number, and the values of other columns

SOME: Links = ((1, 1), (1, 2), (2, 2), (2, 3))
TWICE: Links = ((1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (2, 2))


@dataclass(frozen=True)
class Shape:
    """A relation from one side: `receiver.accessor` holds `argument`s.

    There are sources 1 to 3 and targets 1 to 5; of the targets, a default manager that hides some hides 2 and 5. `name`
    is the column of a target that says who it is, `key` the type of what the accessor takes for a target's key, `back`
    the look-up from a target to its sources. `traits` are words that forms ask for and differences are explained by.
    """

    title: str
    receiver: str
    argument: str
    accessor: str = "students"
    name: str = "name"
    key: str = "int"
    back: str = "courses"
    manager: str = "objects"
    states: Mapping[str, Links] = field(default_factory=lambda: {"some": SOME})
    since: tuple[int, int] = (3, 2)
    traits: frozenset[str] = frozenset()
    alias: str = "default"
    many: str = "loop"

    def __str__(self) -> str:
        return self.title

    def __hash__(self) -> int:
        return hash(self.title)

    @property
    def spec(self) -> dict[str, Any]:
        """What the runner has to know."""
        return {
            "receiver": self.receiver,
            "argument": self.argument,
            "accessor": self.accessor,
            "states": self.states,
            "alias": self.alias,
        }


def sides(title: str, prefix: str, *traits: str, accessor: str = "courses", **more: Any) -> Iterator[Shape]:
    """Yield a relation from the side of its field, and from the other one."""
    words = frozenset(traits)
    query = accessor.removesuffix("_set")
    forward = Shape(title, f"{prefix}Course", f"{prefix}Student", traits=words, back=query, **more)
    yield forward
    yield replace(
        forward,
        title=f"{title}, reverse",
        receiver=forward.argument,
        argument=forward.receiver,
        accessor=accessor,
        name="title",
        back="students",
    )


SHAPES: tuple[Shape, ...] = (
    *sides("unique together", "Together"),
    *sides("no constraint", "Free", "repeatable", states={"some": SOME, "twice": TWICE}),
    *sides("nullable", "Null", states={"some": (*SOME, (1, None), (None, 1), (None, None))}),
)
