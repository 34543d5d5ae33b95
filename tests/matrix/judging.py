"""What differs between the call and what the tool writes for it, and does the finding say so?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matrix.cells import Cell, Written
from matrix.forms.form import Run
from through_codemod.codemod import Applicability, Finding


class Kind(StrEnum):
    """In what two runs may differ."""

    ROWS = "rows of links"
    OTHER_ROWS = "rows of targets"
    LOG = "what receivers wrote"
    RAISED = "raised, and does no longer"
    RAISES = "raises, and did not"
    EXCEPTION = "type of exception"
    VALUE = "value"
    CALLS = "calls of what gives a value"


@dataclass(frozen=True)
class Difference:
    """One way in which the two runs of a cell differ."""

    kind: Kind
    run: Run
    state: str
    account: str

    def __str__(self) -> str:
        return f"{self.kind}: from {self.state!r} with ({self.run.arguments}): {self.account}"


class Verdict(StrEnum):
    """What becomes of a cell."""

    EQUAL = "equal"
    DECLARED = "declared"
    AUTO = "auto"
    LEFT = "left"
    WRONG = "wrong"


@dataclass(frozen=True)
class Judged:
    """A cell with its verdict; with the differences that no finding names where it is wrong, the rules where `AUTO`."""

    cell: Cell
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    silent: tuple[Difference, ...] = ()
    rules: tuple[str, ...] = ()
    wrote: bool = True


@dataclass(frozen=True)
class Explained:
    """What a caveat may explain: a difference of certain kinds, in runs that are tagged, or on shapes that are."""

    kinds: frozenset[Kind]
    tags: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()

    def covers(self, difference: Difference, cell: Cell) -> bool:
        return (
            difference.kind in self.kinds
            and (not self.tags or bool(self.tags & difference.run.tags))
            and (not self.traits or bool(self.traits & cell.shape.traits))
        )


def explained(*kinds: Kind, tags: str = "", traits: str = "") -> Explained:
    words = [frozenset(filter(None, text.split(", "))) for text in (tags, traits)]
    return Explained(frozenset(kinds), *words)


FAILING = (Kind.RAISED, Kind.RAISES, Kind.EXCEPTION, Kind.ROWS)
CAVEATS: Mapping[str, Explained] = {
    "m2m-changed": explained(Kind.LOG),
    "save-called": explained(Kind.LOG, Kind.ROWS, traits="saves"),
    "argument-kind": explained(*FAILING, tags="unsaved target, wrong model, None"),
    "defaults-callable": explained(*FAILING, Kind.CALLS, tags="callable"),
    "defaults-opaque": explained(*FAILING, Kind.OTHER_ROWS, Kind.CALLS, tags="callable, wrong key, pair key, spread"),
    "defaults-name": explained(*FAILING, Kind.OTHER_ROWS, tags="wrong key, pair key"),
    "prefetched": explained(Kind.VALUE, tags="prefetched"),
    "narrowed-prefetch": explained(*FAILING, Kind.LOG, tags="narrowed"),
    "hidden-links": explained(*FAILING, traits="hidden links, hidden targets"),
    "asymmetric-rows": explained(Kind.ROWS, traits="lopsided"),
    "unsaved-target": explained(*FAILING, tags="unsaved target"),
    "unsaved-source": explained(Kind.ROWS, Kind.OTHER_ROWS, Kind.RAISED, Kind.EXCEPTION, tags="unsaved source"),
    "no-source": explained(*FAILING, Kind.OTHER_ROWS, tags="no source"),
    "exception-type": explained(*FAILING, tags="unsaved target, wrong model, caught"),
    "after-error": explained(*FAILING, Kind.OTHER_ROWS, tags="caught"),
    "link-order": explained(Kind.ROWS, traits="ordered"),
    "raises-today": explained(
        Kind.RAISED, Kind.ROWS, Kind.OTHER_ROWS, Kind.VALUE, Kind.EXCEPTION, traits="raises today"
    ),
    "databases": explained(*FAILING, Kind.OTHER_ROWS, Kind.VALUE, Kind.CALLS, traits="databases"),
    "manager-methods": explained(*FAILING, Kind.LOG, Kind.VALUE, traits="saves"),
    "async-block": explained(),
    "heir": explained(),
    "historical-model": explained(),
    "unread-source": explained(),
    "receiver-guessed": explained(),
    "stale-map": explained(),
    "receiver-traced": explained(),
    "argument-traced": explained(),
}


@dataclass(frozen=True)
class Rule:
    """A difference that no finding has to name: SEMANTICS.md, section 3, calls it *auto* (`D11` is its line there).

    All are of what the source does not show and a caller got wrong: an instance that has no row, or of another model
    than its annotation says. `kinds` is all in which such a run may differ from the accessor's.
    """

    line: str
    kinds: frozenset[Kind]
    tags: frozenset[str]
    verbs: frozenset[str] = frozenset()

    def accepts(self, found: Sequence[Difference], cell: Cell) -> bool:
        """Whether all that differs in a run from one start state is what the line speaks of.

        One of the two has to refuse what it is given, or to call something else: rows alone are never accepted.
        """
        tags, verb = found[0].run.tags, cell.form.verb.removeprefix("a") if cell.form.verb != "add" else "add"
        kinds = {item.kind for item in found}
        told = "unseen" in tags and bool(self.tags & tags) and (not self.verbs or verb in self.verbs)
        return told and kinds <= self.kinds and kinds != {Kind.ROWS}


def rule(line: str, *kinds: Kind, tags: str, verbs: str = "") -> Rule:
    words = [frozenset(filter(None, text.split(", "))) for text in (tags, verbs)]
    return Rule(line, frozenset(kinds), *words)


AUTO: Sequence[Rule] = (
    rule(
        "D11, the look-up of `remove` refuses an unsaved target, which the accessor ignores",
        *(Kind.RAISES, Kind.ROWS),
        tags="unsaved target",
        verbs="remove",
    ),
    rule("D11, an unsaved source is refused by what is written, where nothing is written not at all", Kind.RAISED,
         tags="unsaved source"),
    rule("D11, an unsaved source is refused by both, by what is written for `create` after the target is made",
         Kind.OTHER_ROWS, tags="unsaved source", verbs="create"),
    rule("D12, both refuse it and leave the same rows, with another type of exception", Kind.EXCEPTION,
         tags="unsaved target, unsaved source, wrong model, wrong key, None"),
    rule("D16, a callable in a variable is called by a single `add` for a new row only", Kind.CALLS,
         tags="callable", verbs="add"),
    rule("README, limits: a source that is None is refused today, and a look-up by None finds nothing", Kind.RAISED,
         Kind.EXCEPTION, tags="no source"),
    rule("README, limits: an annotation is believed, and of a key that may be NULL None means the rows without one",
         *(Kind.RAISED, Kind.EXCEPTION, Kind.ROWS, Kind.OTHER_ROWS), tags="annotated source"),
    rule("an annotation is believed: a key where it says an instance is refused", Kind.RAISES, Kind.ROWS, tags="key"),
    rule("an annotation is believed: an instance of another model is passed over in bulk if its key is linked",
         Kind.RAISED, Kind.ROWS, tags="wrong model"),
)  # fmt: skip


def differences(run: Run, state: str, answer: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield in what the two runs differ, as the runner tells it."""
    if answer["equal"]:
        return
    before, after = answer["before"], answer["after"]
    told = (
        f"{before['error'] or 'nothing'} became {after['error'] or 'nothing'} ({before['message'] or after['message']})"
    )
    if before["error"] and after["error"] and before["error"] != after["error"]:
        yield Difference(Kind.EXCEPTION, run, state, told)
    elif before["error"] != after["error"]:
        yield Difference(Kind.RAISED if before["error"] else Kind.RAISES, run, state, told)
    elif before["value"] != after["value"]:
        yield Difference(Kind.VALUE, run, state, f"{before['value']} became {after['value']}")
    if before["ticks"] != after["ticks"]:
        yield Difference(Kind.CALLS, run, state, f"{before['ticks']} became {after['ticks']}")
    for table, rows in before["rows"].items():
        first, second = Counter(rows), Counter(after["rows"][table])
        if first != second:
            kind = Kind.LOG if table.startswith("Log") else Kind.ROWS if "Link" in table else Kind.OTHER_ROWS
            account = f"{table} lacks {list(first - second)}, has {list(second - first)} too many"
            yield Difference(kind, run, state, account)


def is_explained(difference: Difference, cell: Cell, findings: Sequence[Finding]) -> bool:
    """Whether a caveat of the findings names the difference."""
    names = {caveat.name.value for finding in findings for caveat in finding.caveats}
    return any(name in CAVEATS and CAVEATS[name].covers(difference, cell) for name in names)


def rule_for(difference: Difference, others: Sequence[Difference], cell: Cell) -> Rule | None:
    """Return the rule that accepts all in which the run differs from that start state."""
    found = [item for item in others if (item.run, item.state) == (difference.run, difference.state)]
    return next((each for each in AUTO if each.accepts(found, cell)), None)


def judged(written: Written, cell: Cell, answers: Sequence[tuple[Run, str, Mapping[str, Any]]]) -> Judged:
    """Return the verdict on a cell, from what its runs came to."""
    findings = written.found[cell.function]
    if written.is_left(cell):
        changed = written.functions_before[cell.function] != written.functions_after[cell.function]
        return Judged(cell, Verdict.WRONG if changed else Verdict.LEFT)
    found = tuple(item for run, state, answer in answers for item in differences(run, state, answer))
    wrote = any(answer["wrote"] for _, _, answer in answers)
    if not found and findings:
        return Judged(cell, Verdict.EQUAL, wrote=wrote)
    unsafe = any(finding.applicability is Applicability.UNSAFE for finding in findings)
    undeclared = [item for item in found if not (unsafe and is_explained(item, cell, findings))]
    rules = {item: rule_for(item, undeclared, cell) for item in undeclared}
    silent = tuple(item for item in undeclared if rules[item] is None)
    if silent or not findings:
        return Judged(cell, Verdict.WRONG, found, silent, wrote=wrote)
    lines = sorted({each.line for each in rules.values() if each is not None})
    return Judged(cell, Verdict.AUTO if undeclared else Verdict.DECLARED, found, rules=tuple(lines), wrote=wrote)
