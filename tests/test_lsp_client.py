"""Does the server hold to the protocol, as pytest-lsp's client checks it, for clients that can do what editors can?"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import pytest_lsp
from golden_cases import SCHOOL
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

SITE = """from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
"""


def make_client() -> LanguageClient:
    """Return pytest-lsp's client, which lacks an answer to what editors answer."""
    client = make_test_lsp_client()

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def registered(params: lsp.RegistrationParams) -> None:
        assert [item.method for item in params.registrations] == [lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES]

    return client


EDITORS = ["visual-studio-code", "neovim@0.11", "neovim@0.7", "emacs"]
SERVER = ClientServerConfig([sys.executable, "-m", "through_codemod", "lsp"], client_factory=make_client)


@pytest_lsp.fixture(config=SERVER, params=EDITORS)
async def client(client_: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    shutil.copytree(SCHOOL, tmp_path / "school")
    folder = lsp.WorkspaceFolder((tmp_path / "school").as_uri(), "school")
    await client_.initialize_session(
        lsp.InitializeParams(
            client_capabilities(request.param),
            workspace_folders=[folder],
            root_uri=folder.uri,
            initialization_options={"static": True},
        )
    )
    yield
    await client_.shutdown_session()


@pytest.mark.asyncio
async def test_a_session(client: LanguageClient, tmp_path: Path) -> None:
    assert client.capabilities is not None
    assert client.capabilities.text_document is not None
    uri = (tmp_path / "school" / "school" / "site.py").as_uri()
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "python", 1, SITE)))
    document = lsp.TextDocumentIdentifier(uri)
    if client.capabilities.text_document.diagnostic is not None:
        report = await client.text_document_diagnostic_async(lsp.DocumentDiagnosticParams(document))
        assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
        [diagnostic] = report.items
    else:
        await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        [diagnostic] = client.diagnostics[uri]
    assert diagnostic.code == "TM101"
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(document, diagnostic.range, lsp.CodeActionContext([diagnostic]))
    )
    assert actions is not None
    fix = actions[0]
    assert isinstance(fix, lsp.CodeAction)
    assert fix.is_preferred
    assert list(fix.diagnostics or ()) == [diagnostic]
    edit = fix.edit or (await client.code_action_resolve_async(fix)).edit
    assert edit is not None
    if edit.document_changes is not None:
        [change] = edit.document_changes
        assert isinstance(change, lsp.TextDocumentEdit)
        assert change.text_document.version == 1
        texts = [item.new_text for item in change.edits if not isinstance(item, lsp.SnippetTextEdit)]
    else:
        texts = [item.new_text for item in (edit.changes or {})[uri]]
    assert "Enrollment.objects.get_or_create" in "".join(texts)
    shown = await client.text_document_hover_async(lsp.HoverParams(document, diagnostic.range.start))
    assert shown is not None
    assert shown.range == diagnostic.range
    assert client.messages == []
