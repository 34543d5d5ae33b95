"""Which relations does the project's own Django report? A subprocess under the project's interpreter is asked.

`location.py` says where it is and which interpreter runs it; that one is fed `probe.py` on stdin. Settings are code:
they print, hang, exit and start processes. So what the project prints and what the probe answers travel apart, and the
subprocess has a time limit and a process group of its own.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import IO, Any

from through_codemod.relations import MapError, RelationMap
from through_codemod.relations.location import (
    CONFIGURATION,
    SETTINGS,
    Interpreter,
    Location,
    LocationError,
    NoSettingsError,
    Settings,
    interpreter_of,
    located,
)

TIMEOUT = 120.0
SHOWN_LINES = 10


class LiveError(Exception):
    """The project's Django gave no relation map; the message says why and what to do."""


class NothingToAskError(LiveError):
    """Nobody named settings or an interpreter, and those that there are cannot be asked; `why` says it in short."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


_running: set[subprocess.Popen[bytes]] = set()


def stop() -> None:
    """End every process that is being asked, in whichever thread; those who wait for one get a `LiveError`."""
    for process in tuple(_running):
        _end(process)


def load_relations(
    root: Path,
    settings: str | None = None,
    python: str | None = None,
    timeout: float = TIMEOUT,
    said_in: Mapping[str, str] | None = None,
) -> RelationMap:
    """Return the relation map of the Django project at `root`, as its own interpreter reports it.

    `settings` is a settings module's name and `python` an interpreter (a path, a name on PATH or a virtual
    environment's directory); both are looked for where they are None. `timeout` is in seconds. `said_in` are the places
    in a configuration where `settings` and `python` stand, if they are not options.
    Raises `LiveError`, whatever goes wrong over there.
    """
    root, places = root.resolve(), said_in or {}
    try:
        project = located(root, settings, places.get("settings"))
        interpreter = interpreter_of(root, project.directories[0], python, places.get("python"))
    except NoSettingsError as error:
        raise NothingToAskError(str(error), f"no Django settings were found for {root}") from None
    except LocationError as error:
        raise LiveError(str(error)) from None
    answer = _answer(project, interpreter, timeout)
    try:
        return RelationMap.from_json(answer, relations_from="live")
    except MapError as error:
        raise LiveError(f"{interpreter.path} gave an answer that cannot be read: {error}") from None


# What does it say?


def _answer(project: Location, interpreter: Interpreter, timeout: float) -> bytes:
    """Return the JSON that the probe wrote. Raises `LiveError` where it wrote none or could not answer."""
    probe = resources.files("through_codemod.relations").joinpath("probe.py").read_bytes()
    environment = {**os.environ, SETTINGS: project.settings.module}
    if project.settings.configuration:
        environment[CONFIGURATION] = project.settings.configuration
    with tempfile.TemporaryDirectory(prefix="through-codemod-") as scratch:
        path = Path(scratch, "answer.json")
        # Files rather than pipes: a process that the settings leave behind cannot keep them open before us.
        with Path(scratch, "output").open("w+b") as output:
            command = [interpreter.path, "-u", "-B", "-", str(path), *map(str, project.directories)]
            try:
                process = subprocess.Popen(
                    command,
                    cwd=project.directories[0],
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            except OSError as error:
                raise LiveError(
                    f"{interpreter.path} ({interpreter.why}) could not be started: {error.strerror or error}.\n"
                    "Pass --python with the interpreter that the project runs under."
                ) from None
            _running.add(process)
            try:
                process.communicate(probe, timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                raise LiveError(_hangs(project, interpreter, timeout, _tail(output))) from None
            except BaseException:  # Ctrl-C does not reach a process group of its own
                _end(process)
                raise
            finally:
                _running.discard(process)
            printed = _tail(output)
        answer = path.read_bytes() if path.exists() else b""
    try:
        body: Any = json.loads(answer)
    except ValueError:
        raise LiveError(_ended(project, interpreter, process.returncode, printed)) from None
    if "error" in body:
        message = _failed(project, interpreter, body["error"], body["message"], body["traceback"])
        if why := _nothing_to_ask(project, interpreter, body["error"], body["message"]):
            raise NothingToAskError(message, why)
        raise LiveError(message)
    return answer


def _nothing_to_ask(project: Location, interpreter: Interpreter, kind: str, message: str) -> str | None:
    """Return why the project cannot be asked here, where nobody said that it can: it is not installed."""
    if project.settings.named or interpreter.named:
        return None
    if kind in ("no-django", "old-django"):
        return f"{interpreter.path} has no Django that can be asked"
    if kind == "settings" and interpreter.of_tool and message.startswith("ModuleNotFoundError"):
        return _missing(project.settings, interpreter, message)
    return None


def _missing(settings: Settings, interpreter: Interpreter, message: str) -> str:
    """Return which module is not there, by Python's message: the settings, a package of theirs or what they import."""
    found = re.search(r"No module named '([^']+)'", message)
    missing = found[1] if found else "what"
    if f"{settings.module}.".startswith(f"{missing}."):
        return f"there is no module {settings.module} (named by {Path(settings.found_in).name})"
    return f"{interpreter.path} does not have {missing}{', which' if found else ''} {settings.module} imports"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, its children and theirs."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# Messages


def _tail(output: IO[bytes]) -> list[str]:
    """Return the last lines of what was printed."""
    end = output.seek(0, os.SEEK_END)
    output.seek(max(0, end - 20_000))
    return output.read().decode("utf-8", "replace").splitlines()


def _quoted(lines: list[str]) -> str:
    """Return the last lines, indented, each on a line of its own; empty where there are none."""
    filled = [line.rstrip() for line in lines if line.strip()]
    return "".join(f"\n  {line}" for line in filled[-SHOWN_LINES:])


def _hangs(project: Location, interpreter: Interpreter, timeout: float, printed: list[str]) -> str:
    said = f"; the last that it printed:{_quoted(printed)}" if _quoted(printed) else ", and had printed nothing"
    return (
        f"{_asked(project, interpreter)} gave no answer within {timeout:g} seconds and was stopped{said}\n"
        "Pass --settings with a module that loads without waiting for a service, or --map with a map made elsewhere."
    )


def _ended(project: Location, interpreter: Interpreter, code: int, printed: list[str]) -> str:
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    said = f"; the last that it printed:{_quoted(printed)}" if _quoted(printed) else ""
    return (
        f"{_asked(project, interpreter)} {how} before Django was set up{said}\n"
        "Either the settings end the process, or --python is not a Python of version 3.8 or later."
    )


def _asked(project: Location, interpreter: Interpreter) -> str:
    return f"{interpreter.path}, loading {project.settings.module} in {project.directories[0]},"


def _failed(project: Location, interpreter: Interpreter, kind: str, message: str, lines: list[str]) -> str:
    settings = project.settings
    match kind:
        case "no-django":
            return (
                f"{interpreter.path} ({interpreter.why}) has no Django: {message}.\n"
                "Pass --python with the interpreter that the project runs under."
            )
        case "old-django":
            return (
                f"{interpreter.path} ({interpreter.why}) has Django {message}; through-codemod needs 3.2 or later.\n"
                "Pass --python with another interpreter, or --map with a map made elsewhere."
            )
        case "settings":
            return (
                f"{interpreter.path} could not set Django up with {settings.module} (from {settings.found_in}), "
                f"in {project.directories[0]}:{_quoted(lines or [message])}\n"
                "Give it what it asks for (an environment variable, a package), pass --settings with another module "
                "or --python with the project's interpreter, or --map with a map made elsewhere; --static reads the "
                "sources alone."
            )
        case "model":
            return (
                f"{settings.module} has a model that cannot be read: {message}{_quoted(lines[-3:])}\n"
                "`manage.py check` may say more; --map FILE reads a map that was made elsewhere."
            )
        case _:
            return (
                f"{_asked(project, interpreter)} failed after Django was set up: {message}{_quoted(lines)}\n"
                "This is a fault in through-codemod, please report it; --map FILE does without asking Django."
            )
