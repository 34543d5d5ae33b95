"""Which message of an editor gets which answer?"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.uris import from_fs_path, to_fs_path

from through_codemod.lsp.actions import KINDS, Asked, Offer, offers
from through_codemod.lsp.client import Client
from through_codemod.lsp.edits import RewriteError
from through_codemod.lsp.positions import among
from through_codemod.lsp.server import Server
from through_codemod.lsp.shown import SOURCE, diagnostics, hover

WATCHED = ("**/*.py", "**/pyproject.toml", "**/through-codemod.toml", "**/through-map.json")


def created() -> Server:
    """Return a server that answers."""
    server = Server()
    for method, handler, options in HANDLERS:
        server.feature(method, options)(handler)
    return server


def serve() -> int:
    """Answer the editor at standard input and output until it says that it is done; return the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    gc.set_threshold(50_000, 50, 50)  # trees are many objects and no garbage
    server = created()
    stdout, sys.stdout = sys.stdout, sys.stderr  # what anything prints must not come between the messages
    try:
        server.start_io(sys.stdin.buffer, stdout.buffer)
        return 0 if server.closed else 1
    finally:
        server.end()


# Handlers


def _initialize(server: Server, params: lsp.InitializeParams) -> None:
    server.client = Client.of(params.capabilities)
    server.projects.configure(None, _said(params.initialization_options))
    folders = [folder.uri for folder in params.workspace_folders or ()]
    for uri in folders or ([params.root_uri] if params.root_uri else []):
        if path := to_fs_path(uri):
            server.projects.configure(Path(path), {})


async def _initialized(server: Server, params: lsp.InitializedParams) -> None:
    threading.Thread(target=_warm_up, daemon=True).start()
    await _ask_for_settings(server)
    if server.configured.is_set():  # somebody could not wait
        server.look_again()
    server.configured.set()
    if server.client.watches:
        watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        with suppress(JsonRpcException):
            await server.client_register_capability_async(lsp.RegistrationParams([registration]))


def _warm_up() -> None:
    """Import what rewriting takes, before anybody waits for it."""
    import through_codemod.edit  # noqa: F401


async def _ask_for_settings(server: Server) -> None:
    """Ask the client for what it has set, for each folder and for those that are in none."""
    if not server.client.configuration:
        return
    folders = [None, *server.projects.folders]
    items = [lsp.ConfigurationItem(from_fs_path(str(folder)) if folder else None, SOURCE) for folder in folders]
    try:
        answers = await server.workspace_configuration_async(lsp.ConfigurationParams(items))
    except JsonRpcException as error:
        server.note(f"the client did not tell its settings: {error}")
        return
    for folder, answer in zip(folders, answers, strict=False):
        if said := _said(answer):
            server.projects.configure(folder, said)


async def _did_change_configuration(server: Server, params: lsp.DidChangeConfigurationParams) -> None:
    if server.client.configuration:
        await _ask_for_settings(server)
    elif said := _said(params.settings):
        server.projects.configure(None, _said(said.get(SOURCE, said)))
    server.look_again()


def _did_change_folders(server: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    for folder in params.event.removed:
        if path := to_fs_path(folder.uri):
            server.projects.remove(Path(path))
    for folder in params.event.added:
        if path := to_fs_path(folder.uri):
            server.projects.configure(Path(path), {})
    server.start("asking for settings", _did_change_configuration(server, lsp.DidChangeConfigurationParams(None)))


def _did_open(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    server.changed(params.text_document.uri)
    server.prepare(params.text_document.uri)


def _did_change(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    server.changed(params.text_document.uri)


def _did_close(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    server.changed(uri)
    if not server.client.pulls:
        server.withdraw(uri)


def _did_save(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    server.saved([params.text_document.uri])


def _did_change_files(server: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    server.saved([change.uri for change in params.changes])


async def _diagnostic(server: Server, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    document = await server.document(params.text_document.uri)
    if document is None:
        return lsp.RelatedFullDocumentDiagnosticReport([])
    found, result = await server.report(document)
    if result and params.previous_result_id == result:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(result)
    shown = diagnostics(found, document.text, with_pages=server.client.pages)
    return lsp.RelatedFullDocumentDiagnosticReport(shown, result_id=result or None)


async def _code_action(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    document = await server.document(params.text_document.uri)
    if document is None:
        return []
    shown = await server.findings(document)
    silent = await server.silent(document, shown)
    only = params.context.only
    asked = Asked(
        document.uri,
        document.version,
        document.text,
        params.range,
        None if only is None else [str(getattr(kind, "value", kind)) for kind in only],
        params.context.diagnostics,
        shown,
        silent,
        confirms=server.client.confirms and server.client.resolves,
    )
    found = list(offers(asked))
    if not server.client.resolves:
        for action in found:
            await _resolve(server, action)
    return [action for action in found if action.edit is not None or server.client.resolves]


async def _resolve(server: Server, action: lsp.CodeAction) -> lsp.CodeAction:
    try:
        offer = Offer.of(action.data)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError):
        return action
    try:
        action.edit = await server.edit(offer)
    except RewriteError as error:
        server.show(str(error))
    except JsonRpcException:
        raise
    except Exception as error:
        server.crashed(f"working out {action.title!r}", error)
    return action


async def _hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    place = document.text.place(params.position)
    finding = next((item for item in among(await server.findings(document), place, place) if item.method), None)
    if finding is None:
        return None
    with_replacement = await server.with_replacement(document, finding)
    return hover(with_replacement, document.text, markdown=server.client.markdown)


def _shutdown(server: Server, params: None) -> None:
    server.end()


def _said(settings: Any) -> dict[str, Any]:
    """Return settings as a table: bare, or under the name `settings`, as some clients send them."""
    table = settings if isinstance(settings, dict) else {}
    inner = table.get("settings")
    return inner if isinstance(inner, dict) else table


HANDLERS: Sequence[tuple[str, Callable[..., Any], Any]] = (
    (lsp.INITIALIZE, _initialize, None),
    (lsp.INITIALIZED, _initialized, None),
    (lsp.SHUTDOWN, _shutdown, None),
    (lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, _did_change_configuration, None),
    (lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _did_change_folders, None),
    (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, _did_change_files, None),
    (lsp.TEXT_DOCUMENT_DID_OPEN, _did_open, None),
    (lsp.TEXT_DOCUMENT_DID_CHANGE, _did_change, None),
    (lsp.TEXT_DOCUMENT_DID_CLOSE, _did_close, None),
    (lsp.TEXT_DOCUMENT_DID_SAVE, _did_save, None),
    (lsp.TEXT_DOCUMENT_DIAGNOSTIC, _diagnostic, lsp.DiagnosticOptions(True, False, SOURCE)),
    (lsp.TEXT_DOCUMENT_CODE_ACTION, _code_action, lsp.CodeActionOptions(KINDS, resolve_provider=True)),
    (lsp.CODE_ACTION_RESOLVE, _resolve, None),
    (lsp.TEXT_DOCUMENT_HOVER, _hover, None),
)
