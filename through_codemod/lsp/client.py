"""What can the editor do, and what therefore may it be sent?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol.types import ClientCapabilities, MarkupKind


@dataclass(frozen=True, slots=True)
class Client:
    """What the client can do."""

    pulls: bool = False
    refreshes: bool = False
    resolves: bool = False
    versioned: bool = False
    confirms: bool = False
    markdown: bool = False
    pages: bool = False
    progress: bool = False
    configuration: bool = False
    watches: bool = False

    @classmethod
    def of(cls, told: ClientCapabilities) -> Client:
        """Return what the capabilities come to."""

        def has(name: str) -> Any:
            return _capability(told, name)

        versioned = bool(has("workspace.workspace_edit.document_changes"))
        resolved = has("text_document.code_action.resolve_support.properties") or ()
        return cls(
            pulls=has("text_document.diagnostic") is not None,
            refreshes=bool(has("workspace.diagnostics.refresh_support")),
            resolves="edit" in resolved and bool(has("text_document.code_action.data_support")),
            versioned=versioned,
            confirms=versioned and has("workspace.workspace_edit.change_annotation_support") is not None,
            markdown=MarkupKind.Markdown in (has("text_document.hover.content_format") or ()),
            pages=bool(has("text_document.publish_diagnostics.code_description_support")),
            progress=bool(has("window.work_done_progress")),
            configuration=bool(has("workspace.configuration")),
            watches=bool(has("workspace.did_change_watched_files.dynamic_registration")),
        )


def _capability(told: ClientCapabilities, name: str) -> Any:
    """Return what is at the end of a dotted name, None where anything on the way is missing."""
    found: Any = told
    for part in name.split("."):
        found = getattr(found, part, None)
    return found
