"""Which relations does the project's own Django report? A subprocess under the project's interpreter is asked.

    where is the project?   `manage.py`, `src/`, the settings module's file
    which settings?         --settings, DJANGO_SETTINGS_MODULE, manage.py, pytest's configuration
    which interpreter?      --python, VIRTUAL_ENV, .venv, venv, the one that runs now
    what does it say?       probe.py, fed to it on stdin

Settings are code: they print, hang, exit and start processes. So what the project prints and what the probe answers
travel apart, and the subprocess has a time limit and a process group of its own.
"""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import IO, Any

from through_codemod.relations import MapError, RelationMap

TIMEOUT = 120.0
SHOWN_LINES = 10

SETTINGS = "DJANGO_SETTINGS_MODULE"
CONFIGURATION = "DJANGO_CONFIGURATION"  # https://django-configurations.readthedocs.io

# https://docs.pytest.org/en/stable/reference/customize.html#configuration-file-formats
PYTEST_FILES = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


class LiveError(Exception):
    """The project's Django gave no relation map; the message says why and what to do."""


def load_relations(
    root: Path, settings: str | None = None, python: str | None = None, timeout: float = TIMEOUT
) -> RelationMap:
    """Return the relation map of the Django project at `root`, as its own interpreter reports it.

    `settings` is a settings module's name and `python` an interpreter (a path, a name on PATH or a virtual
    environment's directory); both are looked for where they are None. `timeout` is in seconds.
    Raises `LiveError`, whatever goes wrong over there.
    """
    root = root.resolve()
    project = _project(root, settings)
    interpreter = _interpreter(root, project.directories[0], python)
    answer = _answer(project, interpreter, timeout)
    try:
        return RelationMap.from_json(answer, relations_from="live")
    except MapError as error:
        raise LiveError(f"{interpreter.path} gave an answer that cannot be read: {error}") from None


# Which settings, and where?


@dataclass(frozen=True, slots=True)
class _Settings:
    """A settings module's name, where the name was found, and what else stands there."""

    module: str
    found_in: str
    configuration: str | None = None
    directory: Path | None = None  # where that place says that the project is
    search: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Project:
    """A settings module and the directories to import it from, the working directory first."""

    settings: _Settings
    directories: tuple[Path, ...]


def _project(root: Path, settings: str | None) -> _Project:
    managers = _manage_files(root)
    found = _settings(root, settings, managers)
    source = root / "src"
    if found.directory is not None:
        home = found.directory
    else:
        candidates = [manage.parent for manage in managers]
        candidates += [root, source, *found.search, Path.cwd()]
        holding = [directory for directory in candidates if _holds(directory, found.module)]
        home = next(iter(holding or candidates))
    if home == source:  # tests and tools are run from the root all the same
        return _Project(found, (root, source))
    sources = [directory for directory in (home / "src", source) if directory.is_dir()]
    return _Project(found, tuple(dict.fromkeys([home, *sources, *found.search, Path.cwd()])))


def _holds(directory: Path, module: str) -> bool:
    path = directory.joinpath(*module.split("."))
    return path.with_name(path.name + ".py").is_file() or path.is_dir()


def _settings(root: Path, settings: str | None, managers: tuple[Path, ...]) -> _Settings:
    configuration = os.environ.get(CONFIGURATION)
    if settings:
        return _Settings(settings, "--settings", configuration)
    if name := os.environ.get(SETTINGS):
        return _Settings(name, f"the environment variable {SETTINGS}", configuration)
    looked_at = [f"{SETTINGS} is not set in the environment"]
    found: list[_Settings] = []
    for manage in managers:
        match _settings_of_manage(manage):
            case _Settings() as read:
                found.append(read)
            case str() as why:
                looked_at.append(f"{manage.relative_to(root)} {why}")
    if not managers:
        looked_at.append("there is no manage.py here or up to two directories below")
    if len({(read.module, read.directory) for read in found}) > 1:
        places = "".join(f"\n  {read.module} in {read.found_in}" for read in found)
        raise LiveError(
            f"{root} holds several Django projects:{places}\n"
            "Pass --settings MODULE, or run in the directory of the one that is meant."
        )
    if found:
        return found[0]
    for name in PYTEST_FILES:
        path = root / name
        if not path.is_file():
            continue
        match _settings_of_pytest(path):
            case _Settings() as read:
                return read
            case str() as why:
                looked_at.append(f"{name} {why}")
    if not any((root / name).is_file() for name in PYTEST_FILES):
        looked_at.append("there is no pytest configuration here")
    places = "".join(f"\n  {line}" for line in looked_at)
    raise LiveError(
        f"no Django settings found for {root}:{places}\n"
        f"Pass --settings MODULE or set {SETTINGS}; --map FILE reads a map that was made elsewhere."
    )


def _manage_files(root: Path) -> tuple[Path, ...]:
    """Return every manage.py at `root` and up to two directories below, of the highest level that has one."""
    level = [root]
    for _ in range(3):
        found = tuple(directory / "manage.py" for directory in level if (directory / "manage.py").is_file())
        if found:
            return found
        level = [child for directory in level for child in _directories(directory)]
    return ()


def _directories(directory: Path) -> Iterator[Path]:
    with suppress(OSError):
        for child in sorted(directory.iterdir()):
            foreign = child.name.startswith(".") or child.name == "node_modules" or (child / "pyvenv.cfg").exists()
            if not foreign and child.is_dir() and not child.is_symlink():
                yield child


def _settings_of_manage(path: Path) -> _Settings | str:
    """Return the settings that a manage.py sets, or why they cannot be read.

    All of these are read, with a constant, another variable's value or its default:

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
        os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("SCHOOL_SETTINGS", "school.settings")
        environ.setdefault("DJANGO_SETTINGS_MODULE", os.getenv("SCHOOL_SETTINGS", "school.settings"))
    """
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        return f"cannot be read ({error})"
    names: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="setdefault"), args=[ast.Constant(value=str(name)), value]):
                names.setdefault(name, value)
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(name)))], value=value):
                names.setdefault(name, value)
    if SETTINGS not in names:
        return f"does not set {SETTINGS}"
    module = _constant(names[SETTINGS])
    if not module:
        return f"sets {SETTINGS} to `{ast.unparse(names[SETTINGS])}`, whose value only running it would tell"
    configuration = os.environ.get(CONFIGURATION)
    if configuration is None and CONFIGURATION in names:
        configuration = _constant(names[CONFIGURATION])
    return _Settings(module, str(path), configuration, path.parent)


def _constant(value: ast.expr) -> str | None:
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(
            func=ast.Attribute(attr="get" | "getenv") | ast.Name(id="getenv"),
            args=[ast.Constant(value=str(name)), *default],
        ):
            return os.environ.get(name) or (_constant(default[0]) if default else None)
        case ast.BoolOp(op=ast.Or(), values=values):
            return next((text for text in map(_constant, values) if text), None)
        case _:
            return None


def _settings_of_pytest(path: Path) -> _Settings | str:
    """Return the settings that pytest-django would take from a file, or why there are none.

    https://pytest-django.readthedocs.io/en/latest/configuring_django.html
    """
    try:
        options = _pytest_options(path)
    except (OSError, ValueError, configparser.Error) as error:
        return f"cannot be read ({error})"
    module = options.get(SETTINGS)
    if chosen := re.search(r"--ds[= ]([\w.]+)", options.get("addopts", "")):
        module = chosen[1]
    if not module:
        return f"does not set {SETTINGS} for pytest"
    search = tuple((path.parent / entry).resolve() for entry in options.get("pythonpath", "").split())
    configuration = os.environ.get(CONFIGURATION) or options.get(CONFIGURATION)
    return _Settings(module, str(path), configuration, search=search)


def _pytest_options(path: Path) -> Mapping[str, str]:
    if path.suffix == ".toml":
        tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
        options = tool.get("pytest", {}).get("ini_options") or tool.get("pytest", {})
        return {
            name: " ".join(map(str, value)) if isinstance(value, list) else str(value)
            for name, value in options.items()
        }
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
    section = "tool:pytest" if path.name == "setup.cfg" else "pytest"
    return dict(parser[section]) if parser.has_section(section) else {}


# Which interpreter?


@dataclass(frozen=True, slots=True)
class _Interpreter:
    """An interpreter's path and why it is this one."""

    path: str
    why: str


def _interpreter(root: Path, home: Path, python: str | None) -> _Interpreter:
    if python:
        given = Path(python).expanduser()
        if len(given.parts) > 1 and not given.exists() and (root / given).exists():
            given = root / given
        inside = _python_of(given) if given.is_dir() else None
        path = str(inside) if inside else shutil.which(str(given))
        if path is None:
            raise LiveError(_no_interpreter(given))
        # Absolute, since the subprocess has another working directory; not resolved, since a virtual environment's
        # interpreter is a symbolic link that must keep its place.
        return _Interpreter(os.path.abspath(path), "--python")
    environments = [(directory / name, name) for directory in dict.fromkeys([root, home]) for name in (".venv", "venv")]
    if active := os.environ.get("VIRTUAL_ENV"):
        environments.insert(0, (Path(active), "VIRTUAL_ENV"))
    for environment, why in environments:
        if (found := _python_of(environment)) is not None:
            return _Interpreter(os.path.abspath(found), why)
    return _Interpreter(sys.executable, "the one that runs through-codemod, as no virtual environment was found")


def _python_of(environment: Path) -> Path | None:
    for inner in ("bin/python", "bin/python3", "Scripts/python.exe"):
        if os.access(environment / inner, os.X_OK):
            return environment / inner
    return None


def _no_interpreter(given: Path) -> str:
    if given.is_dir():
        problem = "holds no bin/python"
    elif given.exists():
        problem = "is not executable"
    else:
        problem = "does not exist" if len(given.parts) > 1 else "is not on PATH"
    return f"--python {given}: {problem}; pass the interpreter that the project runs under."


# What does it say?


def _answer(project: _Project, interpreter: _Interpreter, timeout: float) -> bytes:
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
            try:
                process.communicate(probe, timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                raise LiveError(_hangs(project, interpreter, timeout, _tail(output))) from None
            except BaseException:  # Ctrl-C does not reach a process group of its own
                _end(process)
                raise
            printed = _tail(output)
        answer = path.read_bytes() if path.exists() else b""
    try:
        body: Any = json.loads(answer)
    except ValueError:
        raise LiveError(_ended(project, interpreter, process.returncode, printed)) from None
    if "error" in body:
        raise LiveError(_failed(project, interpreter, body["error"], body["message"], body["traceback"]))
    return answer


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


def _hangs(project: _Project, interpreter: _Interpreter, timeout: float, printed: list[str]) -> str:
    said = f"; the last that it printed:{_quoted(printed)}" if _quoted(printed) else ", and had printed nothing"
    return (
        f"{_asked(project, interpreter)} gave no answer within {timeout:g} seconds and was stopped{said}\n"
        "Pass --settings with a module that loads without waiting for a service, or --map with a map made elsewhere."
    )


def _ended(project: _Project, interpreter: _Interpreter, code: int, printed: list[str]) -> str:
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    said = f"; the last that it printed:{_quoted(printed)}" if _quoted(printed) else ""
    return (
        f"{_asked(project, interpreter)} {how} before Django was set up{said}\n"
        "Either the settings end the process, or --python is not a Python of version 3.8 or later."
    )


def _asked(project: _Project, interpreter: _Interpreter) -> str:
    return f"{interpreter.path}, loading {project.settings.module} in {project.directories[0]},"


def _failed(project: _Project, interpreter: _Interpreter, kind: str, message: str, lines: list[str]) -> str:
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
                "or --python with the project's interpreter, or --map with a map made elsewhere."
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
