"""What does a page do in a browser? Chromium, asked through its own protocol on a pipe.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class BrowserError(Exception):
    """The browser has ended."""


class Page:
    """A page that is open, with the addresses that it asked for."""

    def __init__(self, write: int, read: int) -> None:
        self.write = os.fdopen(write, "wb")
        self.read = os.fdopen(read, "rb")
        self.number = 0
        self.session: str | None = None
        self.events: list[dict[str, Any]] = []

    @property
    def requested(self) -> list[str]:
        """The addresses that the page asked for."""
        return [
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        ]

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """What the browser answers."""
        self.number += 1
        message: dict[str, object] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        try:
            self.write.write(json.dumps(message).encode() + b"\0")
            self.write.flush()
        except BrokenPipeError:
            raise BrowserError from None
        while (answer := self._next()).get("id") != self.number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, address: str) -> None:
        """Go to an address and wait until all of it is there."""
        self.call("Page.navigate", url=address)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression, once it is there."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def _next(self) -> dict[str, Any]:
        pieces = []
        while (byte := self.read.read(1)) not in (b"\0", b""):
            pieces.append(byte)
        if not pieces:
            raise BrowserError
        return json.loads(b"".join(pieces))


@contextmanager
def opened(directory: Path) -> Iterator[Page]:
    """A browser with one page, which keeps its things in `directory` and saves what is downloaded there."""
    assert CHROMIUM
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]

    def connect() -> None:
        for end, number in zip(theirs, (3, 4), strict=True):
            os.dup2(end, number)

    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--remote-debugging-pipe",
        "--window-size=1300,1400",
    ]
    command = [CHROMIUM, *options, f"--user-data-dir={directory / 'profile'}", "about:blank"]
    with (directory / "browser.log").open("wb") as log:
        browser = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=connect, pass_fds=(3, 4))
    for end in (theirs_in, theirs_out, *theirs):
        os.close(end)
    page = Page(ours_out, ours_in)
    try:
        try:
            page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(directory))
        except BrowserError:
            said = (directory / "browser.log").read_text(errors="replace")
            pytest.skip(f"Chromium does not start here, so the page was not looked at: {said[-300:]}")
        target = page.call("Target.createTarget", url="about:blank")["targetId"]
        page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            page.call(f"{domain}.enable")
        yield page
    finally:
        browser.kill()
        browser.wait()
        with suppress(BrokenPipeError):
            page.write.close()
        page.read.close()
