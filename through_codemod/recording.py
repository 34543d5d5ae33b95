"""How is a command run so that every Python process of it records its writes through accessors?

Python imports `sitecustomize` when it starts, from the first place on its path that has one. PYTHONPATH names a folder
that has ours in front; that one imports the one that would have been found without it, and records once Django is
imported: other programs that are started must not wait for it.
https://docs.python.org/3/library/site.html#module-sitecustomize
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from through_codemod.trace import DESCRIPTORS, FILE, TraceError, gather, read_trace

WATCHED = "THROUGH_CODEMOD_WATCHED"
HOOK = """
import sys

HERE = {here!r}


class Waiting:
    def find_spec(self, name, path=None, target=None):
        if name != {descriptors!r}:
            return None
        sys.meta_path.remove(self)
        sys.path.insert(0, HERE)
        try:
            import through_codemod_trace
        finally:
            sys.path.remove(HERE)
        through_codemod_trace.start()
        return sys.meta_path[0].find_spec(name, path, target)


if sys.version_info >= (3, 8):
    sys.meta_path.insert(0, Waiting())
sys.path[:] = [entry for entry in sys.path if entry != HERE]
ours = sys.modules.pop("sitecustomize")
try:
    import sitecustomize
except ImportError as error:
    if error.name != "sitecustomize":
        raise
finally:
    sys.modules.setdefault("sitecustomize", ours)
"""


class RecordingError(Exception):
    """The command cannot be run, or what it writes cannot be recorded; the message says why and what to do."""


class Ran(NamedTuple):
    """How a command ended, whether any of its processes loaded Django, and what the trace holds by then."""

    code: int
    watched: bool
    places: int
    writes: int


def record(command: Sequence[str], path: Path) -> Ran:
    """Run a command, and add to the trace at `path` what its Python processes write through accessors.

    Those write as they would without it, to the same streams. Raises `RecordingError`.
    """
    target = str(path.resolve())
    if not path.resolve().parent.is_dir():
        raise RecordingError(f"{path}: there is no folder {path.resolve().parent}; make it, or name another file")
    _check(target)
    with tempfile.TemporaryDirectory(prefix="through-codemod-") as folder:
        here = os.path.realpath(folder)
        source = resources.files("through_codemod").joinpath("trace.py").read_bytes()
        Path(here, "through_codemod_trace.py").write_bytes(source)
        Path(here, "sitecustomize.py").write_text(HOOK.format(here=here, descriptors=DESCRIPTORS), "utf-8")
        watched = Path(here, "watched")
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), FILE: target, WATCHED: str(watched)}
        code = _run(command, environment)
        seen = watched.exists()
    try:
        gather(target)
        counts = read_trace(target).counts
    except FileNotFoundError:
        counts = {}
    except (OSError, TraceError) as error:
        raise RecordingError(str(error)) from None
    places = {(write.file, write.line, write.column) for write in counts}
    return Ran(code, seen, len(places), sum(counts.values()))


def _check(path: str) -> None:
    """Raise `RecordingError` where what is to be added to is no trace: better before the tests than after them."""
    try:
        if os.path.exists(path):
            read_trace(path)
    except (OSError, TraceError) as error:
        raise RecordingError(str(error)) from None


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Return the exit code of a command, as a shell tells it. Signals that would end us are its to answer."""
    handlers = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        signal.signal(signal.SIGINT, lambda *_: None)  # the terminal sends it to both
        process = subprocess.Popen(command, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    except OSError as error:
        raise RecordingError(f"{command[0]} could not be started: {error.strerror or error}") from None
    finally:
        for sign, handler in handlers.items():
            signal.signal(sign, handler)
    return code if code >= 0 else 128 - code
