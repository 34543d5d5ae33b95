"""Which writes did a recorded run see that no call in the source shows, and what made them?"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.evidence import Seen
from through_codemod.findings import Applicability, Finding
from through_codemod.reasons import Left, Reason, left
from through_codemod.sites import VERBS, CallSite, Unresolved, Verb

if TYPE_CHECKING:
    from through_codemod.trace import Write


class Maker(StrEnum):
    """What writes on the project's behalf; the value is the code."""

    FORM = "TM201"
    ADMIN = "TM202"
    SERIALIZER = "TM203"
    FIXTURE = "TM204"
    FACTORY = "TM205"
    LIBRARY = "TM206"
    COMPUTED = "TM207"


_MAKERS = (
    ("django.contrib.admin.", Maker.ADMIN),
    ("rest_framework.", Maker.SERIALIZER),
    ("django.core.serializers.", Maker.FIXTURE),
    ("django.forms.", Maker.FORM),
    ("factory.", Maker.FACTORY),
    ("model_bakery.", Maker.FACTORY),
)
_ADVICE = {
    Maker.FORM: "write the rows of {through} where the form is saved: `save(commit=False)`, without `save_m2m()` for "
    "`{accessor}`",
    Maker.ADMIN: "use an inline for {through} in place of `{accessor}`",
    Maker.SERIALIZER: "pop `{accessor}` from the validated data in the serializer's `create()` and `update()`, and "
    "write the rows of {through} there",
    Maker.FIXTURE: "leave `{accessor}` out of the fixture, and load rows of {through} in its place",
    Maker.FACTORY: "give the factory rows of {through} to make in place of `{accessor}`",
    Maker.LIBRARY: "look for a way to keep `{accessor}` from it, and write the rows of {through} yourself",
    Maker.COMPUTED: "call the accessor by its name, or write the rows of {through} there",
}
_EFFECTS = {
    Verb.ADD: "makes {through} rows with defaults only, and does not call save()",
    Verb.REMOVE: "deletes {through} rows with all their data",
    Verb.SET: "deletes the {through} rows of those left out, and makes new ones with defaults only",
    Verb.CLEAR: "deletes all {through} rows with their data",
    Verb.CREATE: "makes a {through} row with defaults only",
    Verb.GET_OR_CREATE: "makes a {through} row with defaults only",
    Verb.UPDATE_OR_CREATE: "makes a {through} row with defaults only",
}


class Unshown(NamedTuple):
    """A write that no call shows; `write` is one of those that were seen there."""

    maker: Maker
    write: Write
    message: str
    known_by: str
    reason: Left

    def finding(self, start: tuple[int, int] | None = None, end: tuple[int, int] | None = None) -> Finding:
        """Return it as a finding between two lines and columns, those of its line's beginning where none are given."""
        write = self.write
        line, column = start or (write.line, 1)
        end_line, end_column = end or (line, column)
        return Finding(
            code=self.maker,
            message=self.message,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            applicability=Applicability.LEFT,
            method=write.method,
            accessor=write.accessor,
            relation=write.relation,
            direction=write.direction,
            through=write.through,
            receiver_model=write.receiver,
            known_by=self.known_by,
            reason=self.reason,
        )


def unshown(seen: Seen, sites: Iterable[CallSite | Unresolved]) -> list[Unshown]:
    """Return the writes of a file that none of its `sites` shows, each once whatever its arguments were."""
    known = list(sites)
    counts: dict[Write, int] = {}
    for write, count in seen.writes:
        if write.by or not any(_shows(site, write) for site in known):
            alike = write._replace(arguments=())
            counts[alike] = counts.get(alike, 0) + count
    return [_unshown(write, count) for write, count in counts.items()]


def _shows(site: CallSite | Unresolved, write: Write) -> bool:
    node: ast.AST = site.node
    return (
        site.method == write.method
        and isinstance(node, ast.expr)
        and node.lineno <= write.line <= (node.end_lineno or node.lineno)
    )


def _unshown(write: Write, count: int) -> Unshown:
    maker = _maker(write.by)
    words = {"through": write.through, "accessor": write.accessor}
    does = _EFFECTS[VERBS[write.method]].format(**words)
    message = f"{_who(maker, write)} calls `{write.accessor}.{write.method}` of {write.receiver}, which {does}"
    way = f", by {', '.join(write.by)}" if write.by else ""
    seen = f"trace: {count} {'write' if count == 1 else 'writes'}{way}"
    return Unshown(maker, write, message, seen, left(Reason.NO_CALL, _ADVICE[maker].format(**words)))


def _maker(by: tuple[str, ...]) -> Maker:
    for start, maker in _MAKERS:
        if any(function.startswith(start) for function in by):
            return maker
    return Maker.LIBRARY if any(not _is_standard(function) for function in by) else Maker.COMPUTED


def _is_standard(function: str) -> bool:
    return function.partition(":")[0].partition(".")[0] in sys.stdlib_module_names


def _who(maker: Maker, write: Write) -> str:
    actor = write.actor
    match maker:
        case Maker.FORM:
            return f"the form {actor}" if actor else "a form"
        case Maker.ADMIN:
            return f"the admin page of {actor}" if actor else "an admin page"
        case Maker.SERIALIZER:
            return f"the serializer {actor}" if actor else "a serializer"
        case Maker.FIXTURE:
            return f"a fixture, for {actor}," if actor else "a fixture"
        case Maker.FACTORY:
            return f"the factory {actor}" if actor else "a factory"
        case Maker.LIBRARY:
            return next(function for function in write.by if not _is_standard(function)).replace(":", ".") + "()"
        case Maker.COMPUTED:
            return "a call that is not spelled out"
