"""What does an editor show of a finding? The diagnostic, and the text that hovers over the call."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticSeverity,
    DiagnosticTag,
    Hover,
    MarkupContent,
    MarkupKind,
)

from through_codemod.config import CODES
from through_codemod.findings import Applicability, Finding
from through_codemod.lsp.positions import Text
from through_codemod.reasons import Reason
from through_codemod.report.explain import EXPLANATIONS

SOURCE = "through-codemod"
STALE = "TM902"

# through-codemod has no pages of its own; these are Django's about the method
_RELATED = (
    "https://docs.djangoproject.com/en/stable/ref/models/relations/#django.db.models.fields.related.RelatedManager."
)
_QUERYSETS = "https://docs.djangoproject.com/en/stable/ref/models/querysets/#"
_PAGES = {
    "TM101": f"{_RELATED}add",
    "TM102": f"{_RELATED}remove",
    "TM103": f"{_RELATED}set",
    "TM104": f"{_RELATED}clear",
    "TM105": f"{_RELATED}create",
    "TM106": f"{_QUERYSETS}get-or-create",
    "TM107": f"{_QUERYSETS}update-or-create",
}
_SEVERITIES = {
    Applicability.SAFE: DiagnosticSeverity.Warning,
    Applicability.UNSAFE: DiagnosticSeverity.Warning,
    Applicability.LEFT: DiagnosticSeverity.Information,
}


def diagnostics(findings: Sequence[Finding], text: Text, *, with_pages: bool) -> list[Diagnostic]:
    """Return a diagnostic for each finding; `with_pages` says that the client knows what a `codeDescription` is."""
    return [_diagnostic(finding, text, with_pages) for finding in findings]


def why(finding: Finding) -> str:
    """Return by name what a finding is unsafe or left for, "" for a safe one."""
    names = [caveat.name.value for caveat in finding.caveats]
    return ", ".join(dict.fromkeys([*names, *([finding.reason.name.value] if finding.reason else [])]))


def hover(finding: Finding, text: Text, *, markdown: bool) -> Hover:
    """Return what the write does to the rows, and what would take its place."""
    range_ = text.range(finding)
    said = [_headline(finding, markdown), finding.message + ".", *_explained(finding), *_details(finding)]
    if finding.replacement:
        said.append(f"```python\n{finding.replacement}\n```" if markdown else finding.replacement)
    kind = MarkupKind.Markdown if markdown else MarkupKind.PlainText
    return Hover(MarkupContent(kind, "\n\n".join(said)), range_)


def _diagnostic(finding: Finding, text: Text, with_pages: bool) -> Diagnostic:
    page = _PAGES.get(finding.code) if with_pages else None
    return Diagnostic(
        range=text.range(finding),
        message="\n".join([finding.message, *_details(finding)]),
        severity=_SEVERITIES[finding.applicability],
        code=finding.code,
        code_description=CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[DiagnosticTag.Unnecessary] if _is_unnecessary(finding) else None,
        data={"applicability": finding.applicability.value, "why": why(finding)},
    )


def _is_unnecessary(finding: Finding) -> bool:
    """Whether nothing would change if what the finding is about were deleted."""
    return finding.code == STALE or (finding.reason is not None and finding.reason.name is Reason.NO_ARGUMENTS)


def _details(finding: Finding) -> list[str]:
    details = [f"unsafe ({caveat.name}): {caveat.message}" for caveat in finding.caveats]
    return [*details, *([f"left ({finding.reason.name}): {finding.reason.message}"] if finding.reason else [])]


def _headline(finding: Finding, markdown: bool) -> str:
    line = f"{finding.code} {CODES[finding.code]}: {finding.applicability}"
    return f"**{line}**" if markdown else line


def _explained(finding: Finding) -> list[str]:
    """What happens to the rows: the first part of what `explain` says."""
    return [" ".join(EXPLANATIONS[finding.code].strip().split("\n\n")[0].split())]
