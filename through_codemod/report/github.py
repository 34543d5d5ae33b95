"""What was found, for GitHub's runners, which show it beside the lines of a pull request: a command for each finding.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from through_codemod.report import FileReport
from through_codemod.report.annotations import Annotation, Level, annotated

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def github_lines(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give `::warning title=...,file=...,line=...::message` for each finding."""
    for annotation in annotated(reports):
        listed = ",".join(f"{name}={_property(value)}" for name, value in _properties(annotation).items())
        yield f"::{_COMMANDS[annotation.level]} {listed}::{_data(annotation.message)}"


def _properties(annotation: Annotation) -> dict[str, str]:
    finding = annotation.finding
    place = {"line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:  # columns of several lines are refused
        place |= {"col": finding.column, "endColumn": finding.end_column}
    title = {"title": f"through-codemod ({finding.code})", "file": annotation.path}
    return title | {name: str(value) for name, value in place.items()}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
