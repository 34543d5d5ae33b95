"""Which finding is this one, when the lines around it have moved? A short text for each finding of a file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from through_codemod.codemod import Finding


def fingerprints(path: str, findings: Sequence[Finding]) -> list[str]:
    """Return a text for each of a file's findings, such as `"9f3c01d2ab45e677:1"`: all differ, and no line counts.

    Before the colon stand the path, the function, the relation and the verb, hashed; behind it the place of the finding
    among those that share them. `path` should be the same from wherever the tool is run. What has no relation is known
    by its accessor. Pass all findings of the file, in any order.
    """
    shared = [_shared(path, finding) for finding in findings]
    order = sorted(range(len(findings)), key=lambda index: (findings[index].line, findings[index].column))
    seen: Counter[str] = Counter()
    texts = [""] * len(findings)
    for index in order:
        seen[shared[index]] += 1
        texts[index] = f"{shared[index]}:{seen[shared[index]]}"
    return texts


def _shared(path: str, finding: Finding) -> str:
    parts = (
        path,
        finding.code,
        finding.function or "",
        finding.relation or finding.accessor or "",
        finding.method or finding.message,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
