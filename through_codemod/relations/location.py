"""Where is the Django project, which settings does it name, and which interpreter and packages does it run with?

    where is it?         `manage.py`, `src/`, the settings module's file
    which settings?      --settings, DJANGO_SETTINGS_MODULE, manage.py, pytest's configuration
    which interpreter?   --python, VIRTUAL_ENV, .venv, venv, the one that runs now

Files are read for this; nothing is executed.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SETTINGS = "DJANGO_SETTINGS_MODULE"
CONFIGURATION = "DJANGO_CONFIGURATION"  # https://django-configurations.readthedocs.io

# https://docs.pytest.org/en/stable/reference/customize.html#configuration-file-formats
PYTEST_FILES = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


class LocationError(Exception):
    """What was named is not there, or what is there is not one project; the message says what to do."""


class NoSettingsError(LocationError):
    """Nobody named settings, and none are found."""


# Which settings, and where?


class Settings(NamedTuple):
    """A settings module's name, where the name was found, and what else stands there."""

    module: str
    found_in: str
    configuration: str | None = None
    directory: Path | None = None  # where that place says that the project is
    search: tuple[Path, ...] = ()
    named: bool = False  # by the one who runs the tool


class Location(NamedTuple):
    """A settings module and the directories to import it from, the working directory first."""

    settings: Settings
    directories: tuple[Path, ...]


def located(root: Path, settings: str | None, said_in: str | None = None) -> Location:
    """Return where the project at `root` is; `settings` is the name that was given for its settings module.

    `said_in` is the place in a configuration that gave it, where no option did.

    Raises `NoSettingsError` where there are none, `LocationError` where there are those of several projects.
    """
    managers = _manage_files(root)
    found = _settings(root, settings, managers, said_in)
    source = root / "src"
    if found.directory is not None:
        home = found.directory
    else:
        candidates = [manage.parent for manage in managers]
        candidates += [root, source, *found.search, Path.cwd()]
        holding = [directory for directory in candidates if holds(directory, found.module)]
        home = next(iter(holding or candidates))
    if home == source:  # tests and tools are run from the root all the same
        return Location(found, (root, source))
    sources = [directory for directory in (home / "src", source) if directory.is_dir()]
    return Location(found, tuple(dict.fromkeys([home, *sources, *found.search, Path.cwd()])))


def holds(directory: Path, module: str) -> bool:
    """Whether the module or package is in a directory."""
    path = directory.joinpath(*module.split("."))
    return path.with_name(path.name + ".py").is_file() or path.is_dir()


def _settings(root: Path, settings: str | None, managers: tuple[Path, ...], said_in: str | None) -> Settings:
    configuration = os.environ.get(CONFIGURATION)
    if settings:
        return Settings(settings, said_in or "--settings", configuration, named=True)
    if name := os.environ.get(SETTINGS):
        return Settings(name, f"the environment variable {SETTINGS}", configuration, named=True)
    looked_at = [f"{SETTINGS} is not set in the environment"]
    found: list[Settings] = []
    for manage in managers:
        match _settings_of_manage(manage):
            case Settings() as read:
                found.append(read)
            case str() as why:
                looked_at.append(f"{manage.relative_to(root)} {why}")
    if not managers:
        looked_at.append("there is no manage.py here or up to two directories below")
    if len({(read.module, read.directory) for read in found}) > 1:
        places = "".join(f"\n  {read.module} in {read.found_in}" for read in found)
        raise LocationError(
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
            case Settings() as read:
                return read
            case str() as why:
                looked_at.append(f"{name} {why}")
    if not any((root / name).is_file() for name in PYTEST_FILES):
        looked_at.append("there is no pytest configuration here")
    places = "".join(f"\n  {line}" for line in looked_at)
    raise NoSettingsError(
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


def _settings_of_manage(path: Path) -> Settings | str:
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
    return Settings(module, str(path), configuration, path.parent)


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


def _settings_of_pytest(path: Path) -> Settings | str:
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
    return Settings(module, str(path), configuration, search=search)


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


class Interpreter(NamedTuple):
    """An interpreter's path and why it is this one."""

    path: str
    why: str
    named: bool = False  # by the one who runs the tool
    of_tool: bool = False  # the one that the tool runs under itself


def interpreter_of(root: Path, home: Path, python: str | None, said_in: str | None = None) -> Interpreter:
    """Return the interpreter that the project runs under; `python` is what was given for it.

    `said_in` is the place in a configuration that gave it, where no option did.

    Raises `LocationError` where that is none.
    """
    if python:
        given = Path(python).expanduser()
        if len(given.parts) > 1 and not given.exists() and (root / given).exists():
            given = root / given
        inside = _python_of(given) if given.is_dir() else None
        path = str(inside) if inside else shutil.which(str(given))
        if path is None:
            raise LocationError(_no_interpreter(given, f"{said_in}: python" if said_in else "--python"))
        # Absolute, since the subprocess has another working directory; not resolved, since a virtual environment's
        # interpreter is a symbolic link that must keep its place.
        return Interpreter(os.path.abspath(path), said_in or "--python", named=True)
    environments = [(directory / name, name) for directory in dict.fromkeys([root, home]) for name in (".venv", "venv")]
    if active := os.environ.get("VIRTUAL_ENV"):
        environments.insert(0, (Path(active), "VIRTUAL_ENV"))
    for environment, why in environments:
        if (found := _python_of(environment)) is not None:
            return Interpreter(os.path.abspath(found), why)
    why = "the one that runs through-codemod, as no virtual environment was found"
    return Interpreter(sys.executable, why, of_tool=True)


def _python_of(environment: Path) -> Path | None:
    for inner in ("bin/python", "bin/python3", "Scripts/python.exe"):
        if os.access(environment / inner, os.X_OK):
            return environment / inner
    return None


def _no_interpreter(given: Path, by: str) -> str:
    if given.is_dir():
        problem = "holds no bin/python"
    elif given.exists():
        problem = "is not executable"
    else:
        problem = "does not exist" if len(given.parts) > 1 else "is not on PATH"
    give = "pass" if by == "--python" else "name"
    return f"{by} {given}: {problem}; {give} the interpreter that the project runs under."


def packages_of(interpreter: Interpreter) -> tuple[Path, ...]:
    """Return the folders that an interpreter's packages lie in, without asking it.

    https://docs.python.org/3/library/site.html: the environment's own, those that its `.pth` files name, and the
    system's where the environment lets it in.
    """
    if interpreter.of_tool:
        return tuple(Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages")))
    environment = Path(interpreter.path).parent.parent
    found = list(_packages_in(environment))
    with suppress(OSError, KeyError):
        lines = (environment / "pyvenv.cfg").read_text("utf-8").splitlines()
        said = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
        if said["include-system-site-packages"].lower() == "true":
            found += _packages_in(Path(said["home"]).parent)
    for folder in tuple(found):
        found += _linked(folder)
    return tuple(dict.fromkeys(found))


def _packages_in(environment: Path) -> Iterator[Path]:
    for pattern in ("lib/python3*/site-packages", "lib/python3*/dist-packages", "Lib/site-packages"):
        yield from sorted(environment.glob(pattern))


def _linked(folder: Path) -> Iterator[Path]:
    """Yield the folders that the `.pth` files in a folder of packages name, as editable installations do."""
    for path in sorted(folder.glob("*.pth")):
        with suppress(OSError, UnicodeDecodeError):
            for line in path.read_text("utf-8").splitlines():
                if line.strip() and not line.startswith(("import ", "import\t", "#")) and (folder / line).is_dir():
                    yield folder / line
