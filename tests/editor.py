"""What does an editor without any library of ours see? A client that sends the protocol's own bytes."""

from __future__ import annotations

import io
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 30.0

EVERYTHING: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "textDocument": {
        "codeAction": {"resolveSupport": {"properties": ["edit"]}, "dataSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {"codeDescriptionSupport": True, "tagSupport": {"valueSet": [1, 2]}},
        "diagnostic": {},
    },
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "diagnostics": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}},
        "workspaceFolders": True,
    },
}
LITTLE: dict[str, Any] = {}


class Editor:
    """A client by the protocol's own bytes: requests, notifications, and whatever the server sends meanwhile."""

    def __init__(self, process: subprocess.Popen[bytes], settings: Mapping[str, Any]) -> None:
        self.process = process
        self.settings = settings  # by the URI of a folder, "" for all
        self.notified: list[tuple[str, Any]] = []
        self.answer: Any = None  # to initialize
        self.silent_about: set[str] = set()  # the requests that are not answered
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answers: dict[int, dict[str, Any]] = {}
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = stream.readline()
            self._inbox.put(json.loads(stream.read(length)))
        self._inbox.put(None)

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def begin(self, method: str, params: Any) -> int:
        """Send a request and return its number."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def end(self, number: int) -> dict[str, Any]:
        """Return the answer to the request of that number, as it came."""
        self.wait(lambda: number in self._answers)
        return self._answers.pop(number)

    def ask(self, method: str, params: Any) -> Any:
        """Return the result of a request."""
        answer = self.end(self.begin(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def wait(self, until: Callable[[], object], patience: float = PATIENCE) -> None:
        """Take in what the server sends until something holds."""
        end = time.monotonic() + patience
        while not until():
            try:
                message = self._inbox.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                raise AssertionError(f"nothing more came: {self.notified}") from None
            assert message is not None, f"the server has ended: {self.notified}"
            self._take(message)

    def settle(self, seconds: float) -> None:
        """Take in what the server sends for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                message = self._inbox.get(timeout=left)
            except queue.Empty:
                return
            assert message is not None, f"the server has ended: {self.notified}"
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answers[message["id"]] = message
            return
        self.notified.append((message["method"], message.get("params")))
        if "id" in message and message["method"] not in self.silent_about:
            result: Any = None
            if message["method"] == "workspace/configuration":
                items = message["params"]["items"]
                result = [self.settings.get(item.get("scopeUri") or "") for item in items]
            self.send({"id": message["id"], "result": result})

    def of(self, method: str) -> list[Any]:
        """Return the parameters of what the server has sent of its own accord."""
        return [params for name, params in self.notified if name == method]

    # Documents

    def open(self, path: Path, text: str | None = None, version: int = 1) -> str:
        """Open a file, with this text in the editor, and return its URI."""
        uri = path.as_uri()
        content = path.read_bytes().decode() if text is None else text
        item = {"uri": uri, "languageId": "python", "version": version, "text": content}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, text: str) -> None:
        """Change an open document."""
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def save(self, uri: str) -> None:
        """Say that a document has been saved."""
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def loaded(self, times: int = 1) -> str:
        """Wait until a map has been loaded so many times, and return what was said of it."""

        def ends() -> list[str]:
            return [item["value"]["message"] for item in self.of("$/progress") if item["value"]["kind"] == "end"]

        self.wait(lambda: len(ends()) >= times)
        return ends()[times - 1]

    def pull(self, uri: str) -> list[dict[str, Any]]:
        """Return the diagnostics of a document."""
        report = self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert report["kind"] == "full"
        return list(report["items"])

    def pushed(self, uri: str, version: int) -> list[dict[str, Any]]:
        """Return the diagnostics that the server has sent last, of this version or a later one."""

        def found() -> list[Any]:
            sent = self.of("textDocument/publishDiagnostics")
            return [item for item in sent if item["uri"] == uri and (item.get("version") or 0) >= version]

        self.wait(found)
        return list(found()[-1]["diagnostics"])

    def actions(
        self, uri: str, range_: Mapping[str, Any], only: Sequence[str] | None = None, about: Sequence[Any] = ()
    ) -> list[dict[str, Any]]:
        """Return what is offered for a range."""
        context: dict[str, Any] = {"diagnostics": list(about), **({"only": list(only)} if only is not None else {})}
        params = {"textDocument": {"uri": uri}, "range": range_, "context": context}
        return list(self.ask("textDocument/codeAction", params))

    def resolve(self, action: Mapping[str, Any]) -> dict[str, Any]:
        """Return an offer with its edit."""
        return dict(self.ask("codeAction/resolve", action))


@contextmanager
def editing(
    *folders: Path,
    capabilities: Mapping[str, Any] = EVERYTHING,
    settings: Mapping[str, Any] | None = None,
    options: Any = None,
    environment: Mapping[str, str] | None = None,
    before: str = "",
    silent_about: Sequence[str] = (),
) -> Iterator[Editor]:
    """Start a server and an editor that has these folders open; both end in the protocol's way.

    `before` is what the server's process does first.
    """
    program = f"{before}\nfrom through_codemod.cli import main\nmain()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "lsp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folders[0].parent,
        env={**os.environ, **(environment or {})},
    )
    editor = Editor(process, settings or {})
    editor.silent_about.update(silent_about)
    try:
        editor.answer = editor.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folders[0].as_uri(),
                "capabilities": capabilities,
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name} for folder in folders],
                "initializationOptions": options,
            },
        )
        editor.notify("initialized", {})
        yield editor
        if process.poll() is not None:
            return
        editor.ask("shutdown", None)
        editor.notify("exit", None)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def applied(text: str, edits: Sequence[Mapping[str, Any]], encoding: str = "utf-16") -> str:
    """Return the text with edits made as an editor makes them, columns counted in that encoding."""
    lines = list(io.StringIO(text, newline=""))
    form, unit = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2)}[encoding]

    def offset(place: Mapping[str, int]) -> int:
        if place["line"] >= len(lines):
            return len(text)
        line = lines[place["line"]]
        column = line.encode(form)[: place["character"] * unit].decode(form)
        return sum(map(len, lines[: place["line"]])) + len(column)

    for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
