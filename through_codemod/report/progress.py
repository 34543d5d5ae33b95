"""How far is a run? A line on a terminal, which comes where something takes long and goes when it is done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0  # seconds before anything is said
PACE = 0.1  # seconds between two numbers

_CLEAR = "\r\033[K"


def is_watched(stream: TextIO) -> bool:
    """Whether there is somebody to be told: the stream is a terminal that can take a line back."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def waiting(stream: TextIO, what: str, patience: float = PATIENCE) -> Iterator[None]:
    """Say `what` is being waited for, until it is there."""
    if not is_watched(stream):
        yield
        return
    import threading

    said = threading.Event()

    def say() -> None:
        said.set()
        print(f"\r{what} ...", end="", file=stream, flush=True)

    timer = threading.Timer(patience, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if said.is_set():
            print(_CLEAR, end="", file=stream, flush=True)


@contextmanager
def counting(stream: TextIO, what: str, patience: float = PATIENCE) -> Iterator[Callable[[int, int], None]]:
    """Give what tells how many of how many are done: `17 of 240 files`."""
    if not is_watched(stream):
        yield lambda done, total: None
        return
    due = time.monotonic() + patience
    said = False

    def tell(done: int, total: int) -> None:
        nonlocal due, said
        if (now := time.monotonic()) >= due:
            due, said = now + PACE, True
            print(f"{_CLEAR}{done} of {total} {what}", end="", file=stream, flush=True)

    try:
        yield tell
    finally:
        if said:
            print(_CLEAR, end="", file=stream, flush=True)
