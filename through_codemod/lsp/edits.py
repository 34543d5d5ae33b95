"""Which edits is an offer that was accepted? What the core makes of a document, in the form that an editor applies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lsprotocol.types import (
    AnnotatedTextEdit,
    ChangeAnnotation,
    OptionalVersionedTextDocumentIdentifier,
    Range,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from through_codemod.config import Config
from through_codemod.findings import Choice, Failure, Finding
from through_codemod.lsp.known import Known
from through_codemod.lsp.positions import Text, text_edits

ANNOTATION = "through-codemod"
NEAR = 10  # lines above a call on which a comment may stand that is about it


class RewriteError(Exception):
    """A document that could not be rewritten; the message says why."""


def rewriting(known: Known, path: str, text: Text, config: Config, choose: Choice) -> list[TextEdit]:
    """Return the edits that rewrite what is chosen of a document. Raises `RewriteError`."""
    result = known.rewritten(path, text.text, config, choose)
    if isinstance(result, Failure):
        raise RewriteError(f"{path}:{result.line}: {result.message}")
    return text_edits(text, result.text, result.edits)


def at(places: Collection[tuple[int, int]]) -> Choice:
    """Choose the findings at some lines and columns."""
    return lambda findings: [(finding.line, finding.column) in places for finding in findings]


def through(relation: str) -> Choice:
    """Choose the findings about one relation."""
    return lambda findings: [finding.relation == relation for finding in findings]


def annotation(relation: str, files: int) -> ChangeAnnotation:
    """Return what asks the user before all writes through a relation are rewritten."""
    where = "1 file" if files == 1 else f"{files} files"
    return ChangeAnnotation(
        f"Rewrite writes through {relation}", needs_confirmation=True, description=f"explicit calls, in {where}"
    )


def suppression(known: Known, path: str, text: Text, config: Config, place: tuple[int, int]) -> list[TextEdit]:
    """Return the edit that silences the finding at a place. Raises `RewriteError` where no comment can stand there."""
    findings = known.findings(path, text.text, config)
    finding = next((item for item in findings if (item.line, item.column) == place), None)
    for edit in _comments(finding, text) if finding else ():
        line, column = text.place(edit.range.start)
        lines = list(text.lines)
        lines[line - 1] = lines[line - 1][: column - 1] + edit.new_text + lines[line - 1][column - 1 :]
        left = known.would_find(path, "".join(lines), config)
        if left is not None and len(left) < len(findings):
            return [edit]
    raise RewriteError(f"{path}:{place[0]}: no comment can stand on or above this line")


def workspace_edit(
    changes: Sequence[tuple[str, int | None, Sequence[TextEdit]]],
    *,
    versioned: bool,
    annotation: ChangeAnnotation | None = None,
) -> WorkspaceEdit:
    """Return one edit of documents, each by its URI and version; None for one that is not open.

    `versioned` says that the client takes `documentChanges`; an annotation needs a client that knows of them.
    """
    if not versioned:
        return WorkspaceEdit(changes={uri: list(edits) for uri, _, edits in changes})

    def told(edit: TextEdit) -> TextEdit | AnnotatedTextEdit:
        return AnnotatedTextEdit(ANNOTATION, edit.range, edit.new_text) if annotation else edit

    return WorkspaceEdit(
        document_changes=[
            TextDocumentEdit(OptionalVersionedTextDocumentIdentifier(uri, version), [told(edit) for edit in edits])
            for uri, version, edits in changes
        ],
        change_annotations={ANNOTATION: annotation} if annotation else None,
    )


def _comments(finding: Finding, text: Text) -> Iterator[TextEdit]:
    """Yield the edits that may silence a finding, best first: whether one does depends on what else is on the line."""
    comment = f"# through: ignore[{finding.code}]"
    for line in dict.fromkeys((finding.line, finding.end_line)):
        end = text.line_end(line)
        yield TextEdit(Range(end, end), f"  {comment}")
    for line in range(finding.line, max(finding.line - NEAR, 0), -1):
        content = text.lines[line - 1]
        start = text.position(line, 1)
        indent = content[: len(content) - len(content.lstrip(" \t\f"))]
        ending = content[len(content.rstrip("\r\n")) :] or "\n"
        yield TextEdit(Range(start, start), f"{indent}{comment}{ending}")
