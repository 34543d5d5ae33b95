"""What is there to say of a related manager that is handed on, to those who look at other files?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from through_codemod.infer.values import Accessor


class Handed(NamedTuple):
    """A write through a manager that was handed on: the call of `method` that ends at a place of a file, and by whom.

    `accessors` are what the manager can be, `whole` says that it can be nothing else that is known, `known` that it
    can be nothing that is not. `by` is the place where it was read.
    """

    path: str
    method: str
    end: tuple[int, int]
    accessors: tuple[Accessor, ...]
    whole: bool
    known: bool
    by: str


class Name(NamedTuple):
    """Under what another file finds a manager: a name, and the class whose attribute it is, if it is one's."""

    name: str
    cls: str | None


class Travels(NamedTuple):
    """Where the managers of a file go: the writes through them, and the names that they are kept under."""

    writes: tuple[Handed, ...] = ()
    names: frozenset[Name] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.writes or self.names)


NOWHERE = Travels()


def handed_by(writes: Iterable[Handed]) -> str:
    """Return who hands a manager over, for people: `handed over by app/views.py:5 and 2 more`."""
    places = sorted({write.by for write in writes})
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f"handed over by {', '.join(places[:3])}{more}"
