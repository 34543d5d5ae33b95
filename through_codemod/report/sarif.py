"""What was found, for code scanning: one SARIF 2.1.0 log.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from through_codemod import __version__
from through_codemod.config import CODES
from through_codemod.report import FileReport
from through_codemod.report.annotations import Annotation, annotated
from through_codemod.report.explain import explanation

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOP = "%SRCROOT%"


def sarif_report(reports: Sequence[FileReport]) -> str:
    """Return the log as JSON. URIs are relative to the top of the repository; columns count code points."""
    rules = list(CODES)
    run = {
        "tool": {
            "driver": {"name": "through-codemod", "version": __version__, "rules": [_rule(code) for code in rules]}
        },
        "invocations": [{"executionSuccessful": not any(report.broken for report in reports)}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {TOP: {"description": {"text": "The top of the repository."}}},
        "results": [_result(annotation, rules.index(annotation.finding.code)) for annotation in annotated(reports)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    told = explanation(code) or ""
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in CODES[code].replace("_", " ").split()),
        "shortDescription": {"text": f"{code} {CODES[code]}"},
        "fullDescription": {"text": told.partition("\n\n")[0]},
        "help": {"text": told},
    }


def _result(annotation: Annotation, rule: int) -> dict[str, Any]:
    finding = annotation.finding
    place = {
        "artifactLocation": _artifact(annotation.path),
        "region": _region(finding.line, finding.column, finding.end_line, finding.end_column),
    }
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.function:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.function}]
    result = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": annotation.level,
        "message": {"text": annotation.message},
        "locations": [location],
        "partialFingerprints": {"pathFunctionRelationVerb/v1": annotation.fingerprint},
    }
    if finding.patches:
        result["fixes"] = [_fix(annotation)]
    return result


def _fix(annotation: Annotation) -> dict[str, Any]:
    return {
        "description": {"text": "Replace it by explicit calls on the through model."},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(annotation.path),
                "replacements": [
                    {
                        "deletedRegion": _region(patch.line, patch.column, patch.end_line, patch.end_column),
                        "insertedContent": {"text": patch.text},
                    }
                    for patch in annotation.finding.patches
                ],
            }
        ],
    }


def _artifact(path: str) -> dict[str, str]:
    uri = quote(os.fsencode(path))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": TOP}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
