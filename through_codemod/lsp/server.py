"""What does the server keep for its editor, and how is its work done?

Messages are read on the event loop; whatever takes long is done elsewhere: one thread works on the documents, one after
another, and threads of their own load the maps. So what waits can be cancelled, and a client that closes is not kept.

Documents are synchronised as a whole: pygls ends lines at form feeds too, where the protocol does not, and would put
incremental changes into the wrong place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, assert_never
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.exceptions import FeatureRequestError, JsonRpcContentModified, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from through_codemod import __version__
from through_codemod.config import OWN_FILE, Project
from through_codemod.findings import Finding, everything
from through_codemod.lsp.actions import Do, Offer
from through_codemod.lsp.client import Client
from through_codemod.lsp.edits import RewriteError, annotation, at, rewriting, suppression, through, workspace_edit
from through_codemod.lsp.keeper import Keeper
from through_codemod.lsp.known import Known
from through_codemod.lsp.positions import Text
from through_codemod.lsp.projects import Projects, Setup
from through_codemod.lsp.shown import diagnostics
from through_codemod.relations import live
from through_codemod.runner import traced

if TYPE_CHECKING:
    from pygls.server import ServerErrors

T = TypeVar("T")

PATIENCE = 3.0  # seconds that a client has to answer what is asked of it
CONFIGURATION = ("pyproject.toml", OWN_FILE)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was when something was asked about it, and what is known of its project."""

    uri: str
    version: int | None
    path: str
    text: Text
    setup: Setup
    known: Known


class Server(LanguageServer):
    """The language server: one for each editor, for as long as that runs."""

    def __init__(self) -> None:
        super().__init__("through-codemod", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.client = Client()
        self.closed = False
        self.projects = Projects(self.complain)
        self.configured = asyncio.Event()
        self.keeper = Keeper(self)
        self._worker = ThreadPoolExecutor(1, "documents")
        self._publishing: dict[str, Callable[[], object]] = {}
        self._told: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._tokens = count(1)
        self._stamps: dict[Path, tuple[int, int] | None] = {}

    # What is said

    def complain(self, message: str) -> None:
        """Show a message to the user, once."""
        if message not in self._told:
            self._told.add(message)
            self.show(message)

    def show(self, message: str) -> None:
        """Show a message to the user."""
        if not self.closed:
            self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, f"through-codemod: {message}"))

    def note(self, message: str) -> None:
        """Write a message into the editor's log."""
        if not self.closed:
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Log, message))

    def crashed(self, doing: str, error: Exception) -> None:
        """Write an error of the server's own into the log."""
        if self.closed:
            return
        log.error("%s failed", doing, exc_info=error)
        message = f"{doing} failed, please report it: {traced(error)}"
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Log what went wrong with a message; nobody is shown an error for each keystroke."""
        if source is not FeatureRequestError:  # which has been answered
            self.crashed("handling a message", error)

    async def begin(self, title: str) -> Callable[[str], None]:
        """Show that something is under way; what is returned ends it, with a message."""
        token = f"through-codemod/{next(self._tokens)}"
        if self.client.progress:
            created = asyncio.ensure_future(self.work_done_progress.create_async(token))
            answered, _ = await asyncio.wait({created}, timeout=PATIENCE)
            if answered and created.exception() is None:
                self.work_done_progress.begin(token, lsp.WorkDoneProgressBegin(title, cancellable=False))
                return partial(self._end, token)
        return self.note

    def _end(self, token: str, message: str) -> None:
        if not self.closed:
            self.work_done_progress.end(token, lsp.WorkDoneProgressEnd(message=message))

    # How work is done

    async def work(self, job: Callable[[], T]) -> T:
        """Return what `job` returns, done when what was asked for before is done."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, job)

    def _tell(self, job: Callable[[], None]) -> None:
        """Have `job` done when what was asked for before is done."""
        asyncio.get_running_loop().run_in_executor(self._worker, job).add_done_callback(self._done)

    def _done(self, done: asyncio.Future[None]) -> None:
        if not done.cancelled() and isinstance(error := done.exception(), Exception):
            self.crashed("taking in a change", error)

    def start(self, doing: str, task: Awaitable[None]) -> Callable[[], object]:
        """Do something in the background and return what cancels it; what goes wrong is logged."""

        async def logged() -> None:
            try:
                await task
            except Exception as error:
                self.crashed(doing, error)

        started = asyncio.create_task(logged())
        self._tasks.add(started)
        started.add_done_callback(self._tasks.discard)
        return started.cancel

    def end(self) -> None:
        """Leave nothing behind that runs on, and say nothing any more."""
        self.closed = True
        live.stop()
        self._worker.shutdown(wait=False, cancel_futures=True)

    # Documents

    @property
    def encoding(self) -> str:
        """In which form the client counts columns."""
        return self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16.value

    def _held(self, uri: str) -> TextDocument | None:
        """Return what is open under a URI: pygls keeps it under the plain form."""
        held: TextDocument | None = self.workspace.text_documents.get(unquote(uri))
        return held

    def _open(self) -> Iterator[tuple[Path, TextDocument]]:
        """Yield the open documents that are files."""
        for held in tuple(self.workspace.text_documents.values()):
            if path := to_fs_path(held.uri):
                yield Path(path), held

    async def document(self, uri: str) -> Document | None:
        """Return an open document once its project's map is there; None for one that is nobody's file."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.configured.wait(), PATIENCE)
        self.configured.set()
        path, held = to_fs_path(uri), self._held(uri)
        if path is None or held is None or not (held.language_id == "python" or path.endswith(".py")):
            return None
        setup = self.projects.setup(Path(path))
        if setup.excludes(Path(path)):
            return None
        known = await self.keeper.known(setup)
        if (held := self._held(uri)) is None:
            return None
        text = Text(held.source, self.encoding)
        return Document(uri, held.version, path, text, setup, known)

    def texts(self, known: Known) -> dict[str, str]:
        """Return what the open documents of a project hold, by path."""
        return {
            str(path): held.source for path, held in self._open() if self.projects.setup(path).key == known.setup.key
        }

    async def findings(self, document: Document) -> Sequence[Finding]:
        """Return what there is to say of a document; a crash is logged, and there is nothing then."""
        found, _ = await self.report(document)
        return found

    async def report(self, document: Document) -> tuple[Sequence[Finding], str]:
        """Return the same with a text that stays as long as what it rests on."""
        known, config = document.known, document.setup.project.core

        def found() -> tuple[Sequence[Finding], str]:
            findings = known.findings(document.path, document.text.text, config)
            return findings, f"{document.version}/{known.generation}"

        try:
            return await self.work(found)
        except Exception as error:
            self.crashed(f"looking into {document.path}", error)
            return (), ""

    def changed(self, uri: str) -> None:
        """Take in what an open document holds now, and say what there is to say of it."""
        path, held = to_fs_path(uri), self._held(uri)
        if path is None:
            return
        if known := self.keeper.found(self.projects.setup(Path(path))):
            self._tell(partial(known.put, path, held.source if held else None))
        if held is not None:
            self.publish(uri)

    def prepare(self, uri: str) -> None:
        """Have the map of a document's project loaded, before anything is asked about it."""

        async def prepared() -> None:
            await self.document(uri)

        self.start(f"opening {uri}", prepared())

    def publish(self, uri: str) -> None:
        """Send the diagnostics of a document to a client that does not ask for them; only the latest counts."""
        if self.client.pulls:
            return
        if (cancel := self._publishing.pop(uri, None)) is not None:
            cancel()
        self._publishing[uri] = self.start(f"publishing the diagnostics of {uri}", self._publish(uri))

    async def _publish(self, uri: str) -> None:
        if (document := await self.document(uri)) is None:
            return
        found = diagnostics(await self.findings(document), document.text, with_pages=self.client.pages)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, document.version))

    def refresh(self, known: Known) -> None:
        """Have the diagnostics of a project's documents looked at again, as what they rest on has changed."""
        if self.client.pulls:
            if self.client.refreshes:
                self.start("asking for a refresh", _ignored(self.workspace_diagnostic_refresh_async(None)))
            return
        for path, held in self._open():
            if self.projects.setup(path).key == known.setup.key:
                self.publish(held.uri)

    def withdraw(self, uri: str) -> None:
        """Take back the diagnostics of a document that is closed."""
        if (cancel := self._publishing.pop(uri, None)) is not None:
            cancel()
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def saved(self, uris: Sequence[str]) -> None:
        """Take in that files have changed on disk, or have come or gone."""
        paths = [path for uri in uris if (name := to_fs_path(uri)) and self._is_news(path := Path(name))]
        if any(path.name in CONFIGURATION for path in paths):
            self.look_again()
        for known in self.keeper.all():
            inside = [file for file in paths if file.is_relative_to(known.setup.project.root)]
            for file in inside:
                if file.suffix == ".py":
                    self._tell(partial(known.saved, str(file)))
            if any(known.tells(file) for file in inside):
                self.keeper.load(known.setup.key)
            elif inside:
                self.refresh(known)

    def _is_news(self, path: Path) -> bool:
        """Whether a file is not what it was when it was last spoken of: a client may both save it and watch it."""
        try:
            status = path.stat()
            stamp = status.st_mtime_ns, status.st_size
        except OSError:
            stamp = None
        before, self._stamps[path] = self._stamps.get(path, ()), stamp
        return before != stamp

    def look_again(self) -> None:
        """Treat all documents as they are configured now."""
        self.projects.look_again()
        self._told.clear()
        self.keeper.forget({self.projects.setup(path).key for path, _ in self._open()})
        if self.client.pulls and self.client.refreshes:
            self.start("asking for a refresh", _ignored(self.workspace_diagnostic_refresh_async(None)))
        for _, held in self._open():
            self.publish(held.uri)

    # What is offered

    async def silent(self, document: Document, shown: Sequence[Finding]) -> Sequence[Finding]:
        """Return the findings that only the configuration keeps quiet, by `select` and `ignore`."""
        core = document.setup.project.core
        if not (core.select or core.ignore or core.per_file_ignores):
            return ()
        every = replace(document, setup=replace(document.setup, project=_selecting_all(document.setup.project)))
        heard = {(finding.line, finding.column) for finding in shown}
        return [item for item in await self.findings(every) if (item.line, item.column) not in heard]

    async def with_replacement(self, document: Document, finding: Finding) -> Finding:
        """Return a finding with the code that would take its place."""
        core = document.setup.project.core
        known, path, text = document.known, document.path, document.text.text
        try:
            code = await self.work(lambda: known.replacement(path, text, core, finding))
        except Exception as error:
            self.crashed(f"looking into {path}", error)
            return finding
        return finding._replace(replacement=code)

    async def edit(self, offer: Offer) -> lsp.WorkspaceEdit | None:
        """Return what is to be changed if the offer is accepted, None for nothing.

        Raises `JsonRpcException` where the offer is out of date, and `RewriteError`.
        """
        document = await self.document(offer.uri)
        if document is None or document.version != offer.version:
            raise JsonRpcContentModified("the document has changed since; ask for its actions again")
        known, path, text = document.known, document.path, document.text
        core = document.setup.project.core
        match offer.do:
            case Do.RELATION:
                return await self._edit_everywhere(document, offer)
            case Do.SUPPRESS:
                edits = await self.work(lambda: suppression(known, path, text, core, offer.places[0]))
            case Do.SITES:
                config = replace(core, unsafe_fixes=offer.unsafe, select=(), ignore=(), per_file_ignores=())
                edits = await self.work(lambda: rewriting(known, path, text, config, at(offer.places)))
            case Do.ALL:
                config = replace(core, unsafe_fixes=False)
                edits = await self.work(lambda: rewriting(known, path, text, config, everything))
            case _:
                assert_never(offer.do)
        changes = [(offer.uri, document.version, edits)] if edits else []
        return workspace_edit(changes, versioned=self.client.versioned) if changes else None

    async def _edit_everywhere(self, document: Document, offer: Offer) -> lsp.WorkspaceEdit | None:
        """Return what rewrites the writes through a relation in all files of the document's project."""
        assert offer.relation is not None
        known = document.known
        config = replace(document.setup.project.core, unsafe_fixes=offer.unsafe)
        versions = {str(path): (held.uri, held.version) for path, held in self._open()}
        changes = []
        for path, content in await self.work(lambda: list(known.candidates())):
            text = Text(content, self.encoding)
            job = partial(rewriting, known, path, text, config, through(offer.relation))
            try:
                edits = await self.work(job)
            except RewriteError as error:
                self.show(str(error))
                continue
            uri, version = versions.get(path) or (from_fs_path(path), None)
            if edits and uri:
                changes.append((uri, version, edits))
        if not changes:
            return None
        return workspace_edit(changes, versioned=True, annotation=annotation(offer.relation, len(changes)))


def _selecting_all(project: Project) -> Project:
    return replace(project, core=replace(project.core, select=(), ignore=(), per_file_ignores=()))


async def _ignored(answer: Awaitable[object]) -> None:
    with suppress(JsonRpcException):
        await answer
