"""What does an editor offer to do about a finding? Which edits that is, is worked out when it is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, Range

from through_codemod.findings import Applicability, Finding
from through_codemod.lsp.positions import Text, among
from through_codemod.lsp.shown import SOURCE, why

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.through-codemod"
KINDS = (CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL)

LONGEST = 40  # characters of a receiver in a title

Place = tuple[int, int]


class Do(StrEnum):
    """What an action does."""

    SITES = "sites"  # rewrite what stands at some places
    ALL = "all"  # rewrite what is safe in the file
    SUPPRESS = "suppress"
    RELATION = "relation"  # rewrite the writes through one relation, in all files


@dataclass(frozen=True, slots=True)
class Offer:
    """What an action is to do, in the form in which it travels to the client and back.

    `places` are lines and columns as findings have them, in the `version` of the document.
    """

    do: Do
    uri: str
    version: int | None
    places: tuple[Place, ...] = ()
    unsafe: bool = False
    relation: str | None = None

    def data(self) -> dict[str, Any]:
        """Return the form in which it travels; what is None stays away, as clients lose it."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Offer:
        """Return the offer that `data()` gave. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        places = tuple((int(line), int(column)) for line, column in data["places"])
        return cls(Do(data["do"]), data["uri"], data.get("version"), places, bool(data["unsafe"]), data.get("relation"))


@dataclass(frozen=True, slots=True)
class Asked:
    """For what range of which document, and for which kinds, actions are asked for.

    `shown` are the findings that there are diagnostics of, `silent` those that the configuration does not select.
    `confirms` says that the client asks before it follows an annotated edit.
    """

    uri: str
    version: int | None
    text: Text
    range: Range
    only: Sequence[str] | None
    diagnostics: Sequence[Diagnostic]
    shown: Sequence[Finding]
    silent: Sequence[Finding]
    confirms: bool

    def wants(self, kind: str) -> bool:
        """Whether actions of the kind are asked for."""
        return self.only is None or any(not only or f"{kind}.".startswith(f"{only}.") for only in self.only)


def offers(asked: Asked) -> Iterator[CodeAction]:
    """Yield what can be done about the range that was asked for; no edit is worked out yet."""
    start, end = asked.text.place(asked.range.start), asked.text.place(asked.range.end)
    here = list(among(asked.shown, start, end))
    sites = [finding for finding in here if finding.method]
    if asked.wants(CodeActionKind.QuickFix.value):
        for finding in sites:
            yield from _fixes(asked, finding)
        for finding in sites:
            yield _suppression(asked, finding)
        if asked.confirms:
            yield from _whole_relations(asked, sites)
    if asked.wants(CodeActionKind.RefactorRewrite.value):
        yield from _selection(asked, sites, list(among(asked.silent, start, end)), selected=start != end)
    if asked.wants(FIX_ALL) and any(finding.applicability is Applicability.SAFE for finding in asked.shown):
        offer = Offer(Do.ALL, asked.uri, asked.version)
        yield CodeAction("Rewrite all safe writes through accessors in this file", FIX_ALL, data=offer.data())


def _fixes(asked: Asked, finding: Finding) -> Iterator[CodeAction]:
    if finding.applicability is Applicability.LEFT:
        return
    safe = finding.applicability is Applicability.SAFE
    offer = Offer(Do.SITES, asked.uri, asked.version, (_place(finding),), unsafe=not safe)
    yield CodeAction(
        f"Rewrite `{_call(finding)}` with {_model(finding)}{_unsafe([finding])}",
        CodeActionKind.QuickFix,
        diagnostics=_about(asked, finding),
        is_preferred=safe or None,
        data=offer.data(),
    )


def _suppression(asked: Asked, finding: Finding) -> CodeAction:
    offer = Offer(Do.SUPPRESS, asked.uri, asked.version, (_place(finding),))
    return CodeAction(
        f"Suppress {finding.code} on this line",
        CodeActionKind.QuickFix,
        diagnostics=_about(asked, finding),
        data=offer.data(),
    )


def _whole_relations(asked: Asked, sites: Sequence[Finding]) -> Iterator[CodeAction]:
    """Offer to rewrite what goes through the relations of the sites; what is unsafe only where such a one is."""
    for relation in dict.fromkeys(finding.relation for finding in sites if finding.relation):
        unsafe = [
            finding
            for finding in sites
            if finding.relation == relation and finding.applicability is Applicability.UNSAFE
        ]
        offer = Offer(Do.RELATION, asked.uri, asked.version, (), unsafe=bool(unsafe), relation=relation)
        yield CodeAction(
            f"Rewrite all {'' if unsafe else 'safe '}writes through {relation} in the workspace{_unsafe(unsafe)}",
            CodeActionKind.QuickFix,
            data=offer.data(),
        )


def _selection(
    asked: Asked, shown: Sequence[Finding], silent: Sequence[Finding], *, selected: bool
) -> Iterator[CodeAction]:
    """Offer to rewrite what a selection holds; at a mere cursor only what no diagnostic is about."""
    sites = [
        finding
        for finding in [*silent, *(shown if selected or not asked.diagnostics else ())]
        if finding.method and finding.applicability is not Applicability.LEFT
    ]
    if not sites:
        return
    unsafe = [finding for finding in sites if finding.applicability is Applicability.UNSAFE]
    places = tuple(sorted(map(_place, sites)))
    offer = Offer(Do.SITES, asked.uri, asked.version, places, unsafe=bool(unsafe))
    what = f"`{_call(sites[0])}`" if len(sites) == 1 else f"{len(sites)} writes through accessors"
    yield CodeAction(
        f"Rewrite {what} into explicit calls{_unsafe(unsafe)}", CodeActionKind.RefactorRewrite, data=offer.data()
    )


def _place(finding: Finding) -> Place:
    return finding.line, finding.column


def _call(finding: Finding) -> str:
    receiver = " ".join((finding.receiver or "").split())
    return f"{receiver if len(receiver) <= LONGEST else '…'}.{finding.accessor}.{finding.method}"


def _model(finding: Finding) -> str:
    return (finding.through or "").rpartition(".")[2]


def _unsafe(findings: Sequence[Finding]) -> str:
    names = dict.fromkeys(name for finding in findings for name in why(finding).split(", ") if name)
    return f" (unsafe: {', '.join(names)})" if names else ""


def _about(asked: Asked, finding: Finding) -> list[Diagnostic] | None:
    """Return the client's diagnostics that the finding is, as it has to be told which an action is for."""
    range_ = asked.text.range(finding)
    found = [
        diagnostic
        for diagnostic in asked.diagnostics
        if diagnostic.source == SOURCE and diagnostic.code == finding.code and diagnostic.range == range_
    ]
    return found or None
