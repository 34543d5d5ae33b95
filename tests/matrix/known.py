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
        "removing an instance that is not saved did nothing, and raises ValueError from Django 5.0 on",
        r": a?remove: .*unsaved",
        Kind.RAISES,
        Kind.ROWS,
        Kind.LOG,
        since=(5, 0),
    ),
    known(
        "creating on an unsaved source, a parameter, leaves the new target behind: the accessor raises first",
        r": (create|get_or_create|update_or_create): unsaved source$",
        Kind.OTHER_ROWS,
    ),
    known(
        "a source that is made in the function is not seen to be unsaved where another function binds its name as well",
        r": (create|get_or_create|update_or_create): unsaved source, made here",
        Kind.OTHER_ROWS,
        Kind.ROWS,
    ),
    known(
        "another key than the through model's fields in `through_defaults` raises FieldError, not TypeError",
        r"variable, with a wrong key",
        Kind.EXCEPTION,
    ),
    known(
        "a key of the pair in a `through_defaults` that does not show raised TypeError",
        r"variable, with the pair's key",
        Kind.EXCEPTION,
        Kind.RAISED,
        Kind.ROWS,
        Kind.OTHER_ROWS,
    ),
    known(
        "an error that is caught inside a transaction no longer breaks it: what follows is written (there is a note)",
        r"failure caught in a transaction",
        Kind.RAISED,
        Kind.ROWS,
    ),
    known(
        "a call that fails raises something else than ValueError, which `except ValueError` does not catch",
        r": (add|set): failure caught$",
        Kind.RAISES,
        Kind.ROWS,
    ),
    known(
        "what is not saved, or was deleted, raises IntegrityError or TypeError instead of ValueError, or vice versa",
        r"unsaved|target deleted here",
        Kind.EXCEPTION,
    ),
    known(
        "an instance of another model raises ValueError instead of TypeError",
        r"other model|another model",
        Kind.EXCEPTION,
    ),
    known(
        "the accessor calls a function in `through_defaults` once for each direction of a symmetrical relation",
        r"^symmetrical.*: (add|set): defaults .*(function|lambda)",
        Kind.ROWS,
    ),
    known(
        "the bulk form takes an instance of another model for the target with the same key, where that is linked",
        r"save.*: add: .*the last of another model",
        Kind.RAISED,
        Kind.ROWS,
    ),
    known(
        "adding None makes a row without a target each time; get_or_create() finds the one that is there",
        r"nullable.*: (add|set): .*None",
        Kind.ROWS,
    ),
    known(
        "an unsaved source raised ValueError; before Django 5.0 a look-up by it finds nothing and raises nothing",
        r": (remove|clear|set): unsaved source",
        Kind.RAISED,
        before=(5, 0),
    ),
    known(
        "before Django 5.0 get_or_create() takes an instance that is not saved for NULL where the column may be NULL",
        r"nullable.*: (add|set): .*unsaved",
        Kind.RAISED,
        Kind.ROWS,
        before=(5, 0),
    ),
    known(
        "from Django 6.0 on the accessor numbers links that are ordered too, and does so in the order of their keys",
        r"^ordered links.*: (aadd|add|aset|set): ",
        Kind.ROWS,
        since=(6, 0),
    ),
)
