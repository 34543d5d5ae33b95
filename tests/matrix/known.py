"""Which cells are wrong, and known to be? An entry goes when the tool says or does better: one that fits none fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matrix.judging import Difference, Judged, Kind


@dataclass(frozen=True)
class Known:
    """Differences that no finding names as yet: of these kinds, in cells whose name matches, on versions in between."""

    why: str
    cells: str
    kinds: frozenset[Kind]
    since: tuple[int, int] = (3, 2)
    before: tuple[int, int] = (9, 9)

    def covers(self, judged: Judged, difference: Difference) -> bool:
        """Whether it is about the difference."""
        return difference.kind in self.kinds and re.search(self.cells, str(judged.cell)) is not None


def known(
    why: str, cells: str, *kinds: Kind, since: tuple[int, int] = (3, 2), before: tuple[int, int] = (9, 9)
) -> Known:
    """Return an entry."""
    return Known(why, cells, frozenset(kinds), since, before)


def known_on(django: tuple[int, ...]) -> list[Known]:
    """Return the entries that are about the version."""
    return [entry for entry in KNOWN if entry.since <= django < entry.before]


KNOWN: Sequence[Known] = (
    known(
        "None where an instance is annotated: the call makes a row without a target each time, get_or_create() once",
        r"nullable.*: (add|set): .*None",
        Kind.ROWS,
    ),
)
