"""What was found, for GitLab's merge requests: a Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from through_codemod.report import FileReport
from through_codemod.report.annotations import Annotation, Level, annotated

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "minor"}


def gitlab_report(reports: Sequence[FileReport]) -> str:
    """Return the report as JSON: an array with an object for each finding."""
    return json.dumps([_issue(annotation) for annotation in annotated(reports)], indent=2)


def _issue(annotation: Annotation) -> dict[str, Any]:
    finding = annotation.finding
    return {
        "description": annotation.message,
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(annotation.fingerprint.encode()).hexdigest(),
        "severity": _SEVERITIES[annotation.level],
        "location": {"path": annotation.path, "lines": {"begin": finding.line, "end": finding.end_line}},
    }
