"""What was found, for programs: one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from through_codemod import __version__
from through_codemod.report import FileReport

if TYPE_CHECKING:
    from through_codemod.codemod import Finding
    from through_codemod.relations import RelationMap

_TOOL_REASONS = {"TM901": "not-processed", "TM902": "stale-suppression", "TM903": "stale-map"}


def json_report(
    reports: Sequence[FileReport],
    relations: RelationMap,
    files_scanned: int,
    with_fixed: bool = False,
    more: Mapping[str, Any] | None = None,
) -> str:
    """Return the JSON text of the findings; `more` are further keys of the object.

    A finding's end is exclusive, columns count characters from 1. What only a call site has is null for TM9xx; their
    `reason` says what is wrong. `with_fixed` adds to each finding whether the change takes it away.
    """
    body = {
        "version": __version__,
        "django": relations.django,
        "relations_from": relations.relations_from,
        "files_scanned": files_scanned,
        "findings": [
            _finding(report.path, finding) | ({"fixed": finding.fixed} if with_fixed else {})
            for report in reports
            for finding in report.findings
        ],
        **(more or {}),
    }
    return json.dumps(body, indent=2, ensure_ascii=False)


def _finding(path: str, finding: Finding) -> dict[str, Any]:
    reason = {"name": finding.reason.name, "message": finding.reason.message} if finding.reason else None
    if finding.code in _TOOL_REASONS:
        reason = {"name": _TOOL_REASONS[finding.code], "message": finding.message}
    return {
        "file": path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "code": finding.code,
        "method": finding.method,
        "accessor": finding.accessor,
        "relation": finding.relation,
        "direction": finding.direction,
        "through": finding.through,
        "receiver": finding.receiver,
        "receiver_model": finding.receiver_model,
        "known_by": finding.known_by,
        "arguments": list(finding.arguments),
        "applicability": finding.applicability,
        "caveats": [{"name": caveat.name, "message": caveat.message} for caveat in finding.caveats],
        "notes": list(finding.notes),
        "reason": reason,
        "replacement": finding.replacement,
    }
