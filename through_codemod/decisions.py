"""Which sites did the people who reviewed them decide to rewrite? The file that the review page saves, read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.fingerprint import fingerprints

if TYPE_CHECKING:
    from through_codemod.findings import Finding

VERSION = 1


class DecisionsError(Exception):
    """A file of decisions that cannot be followed; the message says why."""


class Verdict(StrEnum):
    """What a file's decisions say of a site."""

    REWRITE = "rewrite"
    LEAVE = "leave"
    OUTDATED = "outdated"  # decided, but on another text than there is now


class Decision(NamedTuple):
    """What was decided on one site: `site` is its fingerprint, `replacement` the digest of what was shown."""

    site: str
    replacement: str
    rewrite: bool


@dataclass(frozen=True, slots=True)
class FileDecisions:
    """The decisions on the sites of one file, which git knows by `path`. As a `Choice` it chooses those to rewrite."""

    path: str
    decisions: tuple[Decision, ...] = ()

    def __call__(self, findings: Sequence[Finding]) -> Sequence[bool]:
        return [verdict is Verdict.REWRITE for verdict in self.verdicts(findings)]

    def verdicts(self, findings: Sequence[Finding]) -> list[Verdict]:
        """Return what was decided on each finding; `findings` are all of the file's that are sites.

        Of sites that only their order tells apart some may have been rewritten since: where as many are left as were to
        be left, those are they, and where it is another number nobody can tell.
        """
        decided: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            decided.setdefault(decision.site.rpartition(":")[0], []).append(decision)
        known_as = fingerprints(self.path, findings)
        found = [text.rpartition(":")[0] for text in known_as]
        verdicts = []
        for finding, site in zip(findings, known_as, strict=True):
            shared = site.rpartition(":")[0]
            alike = decided.get(shared, [])
            own = next((decision for decision in alike if decision.site == site), None)
            if found.count(shared) == len(alike) and own is not None:
                taken = Verdict.REWRITE if own.replacement == digest(finding) else Verdict.OUTDATED
                verdicts.append(taken if own.rewrite else Verdict.LEAVE)
            elif found.count(shared) == sum(not decision.rewrite for decision in alike):
                verdicts.append(Verdict.LEAVE)
            else:
                verdicts.append(Verdict.OUTDATED if alike else Verdict.LEAVE)
        return verdicts


def digest(finding: Finding) -> str:
    """Return a short text that stands for what would take the site's place."""
    return hashlib.sha256((finding.replacement or "").encode("utf-8", "backslashreplace")).hexdigest()[:16]


def spelled(path: str) -> str:
    """Return a path as the file of decisions has it: bytes that are no text are written out."""
    return path.encode("utf-8", "backslashreplace").decode()


def read_decisions(file: Path) -> Mapping[str, FileDecisions]:
    """Return the decisions in a file, by the paths that git knows their files by. Raises `DecisionsError`."""
    try:
        text = file.read_text("utf-8-sig")
        body = json.loads(text)
    except OSError as error:
        raise DecisionsError(f"{file}: {error.strerror}; the page of `diff --output-format html` saves it") from None
    except json.JSONDecodeError as error:
        raise DecisionsError(
            f"{file}:{error.lineno}: not JSON: {error.msg}; save it from the review page anew"
        ) from None
    except (ValueError, RecursionError) as error:
        raise DecisionsError(f"{file}: not JSON: {error}; save it from the review page anew") from None
    if not isinstance(body, dict) or body.get("version") != VERSION or not isinstance(body.get("decisions"), list):
        raise DecisionsError(f"{file}:1: no decisions of version {VERSION}; save them from the review page anew")
    by_file: dict[str, list[Decision]] = {}
    for number, entry in enumerate(body["decisions"], 1):
        match entry:
            case {"file": str(path), "site": str(site), "replacement": str(replacement), "rewrite": bool(rewrite)}:
                by_file.setdefault(path, []).append(Decision(site, replacement, rewrite))
            case _:
                raise DecisionsError(
                    f"{file}:{_line_of(text, number)}: decision {number} does not say file, site, replacement and "
                    "rewrite; save them from the review page anew"
                )
    return {path: FileDecisions(path, tuple(decisions)) for path, decisions in by_file.items()}


def _line_of(text: str, number: int) -> int:
    """Return the line on which a decision begins, by its number, in the text that the page saves."""
    decoder = json.JSONDecoder()
    start = at = text.find("[", text.find('"decisions"'))
    for _ in range(number):
        at += 1
        while text[at] in ", \t\r\n":
            at += 1
        start = at
        at = decoder.raw_decode(text, at)[1] - 1
    return text.count("\n", 0, start) + 1
