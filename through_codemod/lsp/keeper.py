"""When is which project's map loaded, and what is said of it? Once in the background, and again when models change."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar

from through_codemod.config import ConfigError
from through_codemod.lsp.known import NO_RELATIONS, Known
from through_codemod.lsp.loading import (
    LOADING_ERRORS,
    final,
    in_short,
    is_immediate,
    is_no_project,
    listed,
    provisional,
)
from through_codemod.lsp.projects import Setup
from through_codemod.maps import Found

T = TypeVar("T")


class Listener(Protocol):
    """Who is told of maps: the server."""

    def complain(self, message: str) -> None:
        """Show a message to the user, once."""

    def note(self, message: str) -> None:
        """Write a message into the editor's log."""

    def crashed(self, doing: str, error: Exception) -> None:
        """Write an error of the server's own into the log."""

    def texts(self, known: Known) -> dict[str, str]:
        """Return what the open documents of a project hold, by path."""

    def refresh(self, known: Known) -> None:
        """Have the diagnostics of a project's documents looked at again."""

    async def work(self, job: Callable[[], T]) -> T:
        """Return what `job` returns, done by the thread that works on documents."""

    async def begin(self, title: str) -> Callable[[str], None]:
        """Show that something is under way; what is returned ends it, with a message."""


class Keeper:
    """The projects of one editor, each with what is known of it."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._known: dict[object, Known] = {}
        self._ready: dict[object, asyncio.Event] = {}
        self._loading: dict[object, asyncio.Task[None]] = {}
        self._outdated: set[object] = set()

    async def known(self, setup: Setup) -> Known:
        """Return what is known of a project, as soon as it has a map, be it a provisional one."""
        if setup.key not in self._known:
            self._known[setup.key] = Known(setup)
            self._ready[setup.key] = asyncio.Event()
            self.load(setup.key)
        await self._ready[setup.key].wait()
        return self._known[setup.key]

    def found(self, setup: Setup) -> Known | None:
        """Return what is known of a project, if anybody has asked for it yet."""
        return self._known.get(setup.key)

    def all(self) -> list[Known]:
        """Return all that is known of any project."""
        return list(self._known.values())

    def forget(self, setups: set[object]) -> None:
        """Let go of the projects that are not among those with these keys."""
        for key in [key for key in self._known if key not in setups and key not in self._loading]:
            del self._known[key], self._ready[key]

    def load(self, key: object) -> None:
        """Load a project's map, or load it once more when that is done which is under way."""
        if key in self._loading:
            self._outdated.add(key)
            return
        self._loading[key] = asyncio.create_task(self._load(key))

    async def _load(self, key: object) -> None:
        known = self._known[key]
        try:
            while True:
                self._outdated.discard(key)
                await self._loaded(known)
                if key not in self._outdated:
                    return
        except Exception as error:
            self._listener.crashed(f"loading the models of {known.setup.project.root}", error)
        finally:
            self._ready[key].set()
            del self._loading[key]

    async def _loaded(self, known: Known) -> None:
        setup = known.setup
        name = setup.project.root.name
        done = await self._listener.begin(f"Reading the models of {name}")
        told = "the models are not known"
        try:
            files = _in_thread(lambda: listed(setup))
            asked = _in_thread(lambda: final(setup))
            quick = None
            if known.relations is NO_RELATIONS and not is_immediate(setup):
                quick = _in_thread(lambda: provisional(setup))
                await asyncio.wait({quick, asked}, return_when=asyncio.FIRST_COMPLETED)
                if not asked.done():
                    await self._take_quick(known, quick, files)
            try:
                found = await asked
            except LOADING_ERRORS as error:
                if quick is not None and known.relations is NO_RELATIONS:
                    await self._take_quick(known, quick, files)
                self._explain(known, error)
                told = f"{_counted(known)}, without asking Django"
            else:
                await self._take(known, found, await files)
                told = _counted(known)
        finally:
            done(told)

    async def _take_quick(
        self, known: Known, quick: asyncio.Future[Found], files: asyncio.Future[tuple[str, ...]]
    ) -> None:
        try:
            await self._take(known, await quick, await files)
        except LOADING_ERRORS as error:
            self._listener.note(f"no provisional map: {error}")

    async def _take(self, known: Known, found: Found, files: tuple[str, ...]) -> None:
        listener = self._listener
        for remark in found.remarks():
            listener.note(remark)
        try:
            known.setup.project.check_defaults(
                {item.through_label: item.through_keywords for item in found.relations.relations}
            )
        except ConfigError as error:
            listener.complain(str(error))
        texts = listener.texts(known)

        def taken() -> None:
            known.take(found.relations, files)
            for path, text in texts.items():
                known.put(path, text)
            gc.freeze()  # a map is many objects that stay: looking through them is of no use

        await listener.work(taken)
        self._ready[known.setup.key].set()
        listener.refresh(known)

    def _explain(self, known: Known, error: Exception) -> None:
        listener = self._listener
        listener.note(str(error))
        if is_no_project(error):
            return
        instead = "nothing is known of the models"
        if known.relations is not NO_RELATIONS:
            whence = known.relations.relations_from
            instead = "the relations are " + {
                "static": "read from the sources alone",
                "live": "those that Django gave before",
            }.get(whence, f"those in {whence}")
        listener.complain(f"{in_short(error)} ({instead} until this is put right; the log has all of it)")


def _counted(known: Known) -> str:
    count_ = len(known.relations.relations)
    whence = {"live": f"Django {known.relations.django}", "static": "the sources"}
    return f"{count_} accessors, from {whence.get(known.relations.relations_from, known.relations.relations_from)}"


def _in_thread(job: Callable[[], T]) -> asyncio.Future[T]:
    """Return the future result of `job`, done by a thread that nobody waits for at the end of the program."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]
        else:
            future.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = job()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody wants to know any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return future
