"""What did the project configure in `[tool.through-codemod]` of its pyproject.toml, or in through-codemod.toml?"""

from __future__ import annotations

import ast
import keyword
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, assert_never

from through_codemod.frozen import frozen

CODES: Mapping[str, str] = {
    "TM101": "add",
    "TM102": "remove",
    "TM103": "set",
    "TM104": "clear",
    "TM105": "create",
    "TM106": "get_or_create",
    "TM107": "update_or_create",
    "TM201": "form",
    "TM202": "admin page",
    "TM203": "serializer",
    "TM204": "fixture",
    "TM205": "factory",
    "TM206": "library",
    "TM207": "computed call",
    "TM901": "file not processed",
    "TM902": "stale suppression",
    "TM903": "stale map",
}
DEFAULT_LINE_LENGTH = 88
OWN_FILE = "through-codemod.toml"
# what a project's directory is known by, best evidence first
MARKS = (("manage.py",), ("pyproject.toml", "setup.cfg", "pytest.ini", "tox.ini", "setup.py", ".git"))


class _Kind(StrEnum):
    STRING = "a string"
    FLAG = "true or false"
    NUMBER = "a whole number above 0"
    STRINGS = "a list of strings"
    MANY = '"loop" or "bulk"'
    UNKNOWN = '"coerce" or "leave"'
    DEFAULTS = "a table of through models, each with a table of expressions by field"
    SETTINGS = "a settings module, or a table of them by the directories that they are in"
    CODES_BY_FILE = "a table of patterns, each with a list of codes"
    FORMAT = '"text", "json", "sarif", "github", "gitlab" or "junit"'


KEYS = {
    "settings": _Kind.SETTINGS,
    "python": _Kind.STRING,
    "map": _Kind.STRING,
    "timeout": _Kind.NUMBER,
    "unsafe-fixes": _Kind.FLAG,
    "select": _Kind.STRINGS,
    "ignore": _Kind.STRINGS,
    "per-file-ignores": _Kind.CODES_BY_FILE,
    "exclude": _Kind.STRINGS,
    "output-format": _Kind.FORMAT,
    "statistics": _Kind.FLAG,
    "exit-zero": _Kind.FLAG,
    "since": _Kind.STRING,
    "baseline": _Kind.STRING,
    "many": _Kind.MANY,
    "unknown-arguments": _Kind.UNKNOWN,
    "defaults": _Kind.DEFAULTS,
    "line-length": _Kind.NUMBER,
}

_LEVELS = {_Kind.SETTINGS: 1, _Kind.CODES_BY_FILE: 1, _Kind.DEFAULTS: 2}  # of tables within the table

# where another tool says how long a line may be, best evidence of what the project formats with first: black does
# nothing else, and where it stands beside ruff the longer lines that ruff may allow are not what it writes
_LINE_LENGTHS = (
    ("pyproject.toml", "tool", "black", "line-length"),
    (".ruff.toml", "line-length"),
    ("ruff.toml", "line-length"),
    ("pyproject.toml", "tool", "ruff", "line-length"),
    ("pyproject.toml", "tool", "isort", "line_length"),
    ("setup.cfg", "flake8", "max-line-length"),
    (".flake8", "flake8", "max-line-length"),
    ("tox.ini", "flake8", "max-line-length"),
    ("setup.cfg", "isort", "line_length"),
    ("setup.cfg", "tool:isort", "line_length"),
    (".isort.cfg", "settings", "line_length"),
)


class FileIgnore(NamedTuple):
    """Codes that are not reported of the files that a pattern means, of paths from the directory `base` on."""

    base: Path
    pattern: str
    codes: tuple[str, ...]


@frozen
class Config:
    """What the core needs to know about how to write; the doors' own settings are theirs.

    `select` and `ignore` hold whole codes; an empty `select` stands for all of them. `unknown_arguments` says what
    becomes of one that may be an instance or a key. `defaults` holds Python expressions by field, by the label of the
    through model in lower case.
    """

    unsafe_fixes: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    many: Literal["loop", "bulk"] = "loop"
    unknown_arguments: Literal["coerce", "leave"] = "coerce"
    defaults: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    line_length: int = DEFAULT_LINE_LENGTH
    per_file_ignores: tuple[FileIgnore, ...] = ()

    def on(self, path: str) -> Config:
        """Return what counts for the file at `path`."""
        more = [code for item in self.per_file_ignores if _means(item, path) for code in item.codes]
        return replace(self, ignore=(*self.ignore, *more)) if more else self

    def hears(self, code: str) -> bool:
        """Whether findings of the code are reported."""
        return (not self.select or code in self.select) and code not in self.ignore


class Gate(NamedTuple):
    """How `check` reports, and what it lets pass: findings that `baseline` lists, and lines from before `since`."""

    output_format: str = "text"
    statistics: bool = False
    exit_zero: bool = False
    since: str | None = None
    baseline: Path | None = None


@frozen
class Project:
    """What the doors need to know about a project: where it is, whom to ask for its models, and how to write.

    `root` is where its `manage.py` lies, or else its pyproject.toml or the like. `python` and `map` are absolute where
    they are paths; `exclude` are patterns as `discovery.discover` takes them; `timeout` is in seconds. `parts` are
    the settings modules of several projects, by the directories that they are in, whose models count together. `labels`
    tells where the configuration names each through model of `core.defaults`, and `said_in` where its `settings` and
    its `python` stand.
    """

    root: Path
    core: Config = Config()
    settings: str | None = None
    parts: Mapping[Path, str] = field(default_factory=dict)
    python: str | None = None
    map: Path | None = None
    exclude: tuple[str, ...] = ()
    timeout: int | None = None
    gate: Gate = field(default_factory=Gate)
    labels: Mapping[str, str] = field(default_factory=dict)
    said_in: Mapping[str, str] = field(default_factory=dict)

    def check_defaults(self, known: Mapping[str, Collection[str]]) -> None:
        """Raise `ConfigError` where `core.defaults` speaks of a through model or a field that there is none of.

        `known` are the labels of through models with the names that their constructors take, none where nobody knows.
        """
        by_name = {name.lower(): (name, fields) for name, fields in known.items()}
        for label, place in self.labels.items():
            if label.lower() not in by_name:
                hint = _nearest(label, known) or "`through-codemod relations` lists them"
                raise ConfigError(f"{place}: no through model is {label!r}; {hint}")
            name, fields = by_name[label.lower()]
            for field_name in self.core.defaults.get(label.lower(), ()):
                if fields and field_name not in fields:
                    hint = _nearest(field_name, fields) or f"it has {', '.join(sorted(fields))}"
                    raise ConfigError(f"{place}: {name} has no field {field_name!r}; {hint}")


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, [*known], n=1)
    return f"did you mean {near[0]!r}?" if near else ""


class ConfigError(Exception):
    """A configuration that cannot be followed; the message names the file and the key, and says what to write."""


def load(start: Path, editor: Mapping[str, Any] | None = None) -> Project:
    """Return the project that the directory `start` belongs to.

    The nearest through-codemod.toml, or pyproject.toml with a `[tool.through-codemod]` table, counts, from `start` up
    to the top of the repository. The line length, where that table has none, is the one of black, ruff, isort or
    flake8, nearest first. `editor` are keys of that table, with absolute paths, that an editor has set: they go before
    those of the file. Raises `ConfigError` for a file that is not TOML, and for unknown keys and wrong types in the
    table.
    """
    directories = list(_upwards(start.resolve()))
    file, table = _own_table(directories)
    said_in: dict[str, Path | None] = {**dict.fromkeys(table, file), **dict.fromkeys(editor or ())}
    table = {**table, **_checked(editor or {}, None)}
    settings = table.get("settings")
    return Project(
        root=file.parent if isinstance(settings, dict) else _root(directories),
        core=Config(
            unsafe_fixes=table.get("unsafe-fixes", False),
            select=_codes(table, "select", said_in),
            ignore=_codes(table, "ignore", said_in),
            many=table.get("many", "loop"),
            unknown_arguments=table.get("unknown-arguments", "coerce"),
            defaults={label.lower(): fields for label, fields in table.get("defaults", {}).items()},
            line_length=table.get("line-length") or _line_length(directories) or DEFAULT_LINE_LENGTH,
            per_file_ignores=tuple(_file_ignores(table, said_in, file.parent)),
        ),
        settings=settings if isinstance(settings, str) else None,
        parts={file.parent / at: module for at, module in settings.items()} if isinstance(settings, dict) else {},
        python=_path_or_command(table.get("python"), file.parent),
        map=file.parent / table["map"] if "map" in table else None,
        exclude=tuple(table.get("exclude", ())),
        timeout=table.get("timeout"),
        gate=Gate(
            output_format=table.get("output-format", "text"),
            statistics=table.get("statistics", False),
            exit_zero=table.get("exit-zero", False),
            since=table.get("since"),
            baseline=file.parent / table["baseline"] if "baseline" in table else None,
        ),
        labels={
            label: f"{_place(said_in['defaults'], 'defaults', label)}: {_table_of(said_in['defaults'])} defaults"
            for label in table.get("defaults", {})
        },
        said_in={key: _place(said_in[key], key) for key in ("settings", "python") if key in table},
    )


def _file_ignores(table: Mapping[str, Any], said_in: Mapping[str, Path | None], base: Path) -> Iterator[FileIgnore]:
    key = "per-file-ignores"
    for pattern, listed in table.get(key, {}).items():
        yield FileIgnore(base, pattern, codes(listed, f"{_place(said_in[key], key, pattern)}: {key}"))


def _means(item: FileIgnore, path: str) -> bool:
    from through_codemod.patterns import matching

    return matching([item.pattern])(os.path.relpath(path, item.base).replace(os.sep, "/"))


def _codes(table: Mapping[str, Any], key: str, said_in: Mapping[str, Path | None]) -> tuple[str, ...]:
    return codes(table[key], f"{_place(said_in[key], key)}: {key}") if key in table else ()


def codes(wanted: Iterable[str], where: str) -> tuple[str, ...]:
    """Return the codes that `wanted` names, each in full or by its first characters (`"TM1"`); sorted, without repeats.

    Raises `ConfigError`, with `where` in front, for one that names none.
    """
    found: set[str] = set()
    for name in wanted:
        matching = {code for code in CODES if name.strip() and code.startswith(name.strip().upper())}
        if not matching:
            raise ConfigError(f"{where}: there is no code {name!r}; the codes are {', '.join(CODES)}")
        found |= matching
    return tuple(sorted(found))


def _upwards(start: Path) -> Iterator[Path]:
    """The directory and those above it, up to the top of the repository or of the file system."""
    for directory in (start, *start.parents):
        yield directory
        if (directory / ".git").exists():
            return


def _root(directories: list[Path]) -> Path:
    """The directory of the nearest manage.py, or else of the nearest file that configures Python tools.

    Where there is neither, it is the first directory that is no package: its name is the start of no import there.
    """
    for names in MARKS:
        for directory in directories:
            if any((directory / name).exists() for name in names):
                return directory
    return next((one for one in directories if not (one / "__init__.py").exists()), directories[0])


def _own_table(directories: list[Path]) -> tuple[Path, Mapping[str, Any]]:
    for directory in directories:
        for name in (OWN_FILE, "pyproject.toml"):
            file = directory / name
            try:
                found = _toml(file)
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                raise ConfigError(f"{file}: cannot be read as TOML: {error}") from None
            if name == OWN_FILE:
                return file, _checked(found, file)
            tools = found.get("tool")
            if isinstance(tools, dict) and "through-codemod" in tools:
                return file, _checked(tools["through-codemod"], file)
    return directories[0] / "pyproject.toml", {}


def _checked(table: object, file: Path | None) -> Mapping[str, Any]:
    if not isinstance(table, dict):
        raise ConfigError(f"{_place(file)}: [tool.through-codemod] must be a table")
    for key, value in table.items():
        where = f"{_place(file, key)}: {_table_of(file)}"
        if key not in KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key.replace("_", "-"), KEYS, n=1)
            known = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
            raise ConfigError(f"{where} has no key {key!r}; {known}")
        if not _fits(value, KEYS[key]):
            where = f"{_place(file, key, *_misfit(value, KEYS[key]))}: {_table_of(file)}"
            raise ConfigError(f"{where} {key} must be {KEYS[key]}, not {value!r}")
    for label, fields in table.get("defaults", {}).items():
        for name, text in fields.items():
            if wrong := _unfit(label, name, text):
                raise ConfigError(f"{_place(file, 'defaults', label, name)}: {_table_of(file)} defaults: {wrong}")
    return table


def _unfit(label: str, name: str, text: str) -> str:
    """Return what is wrong with the default for a field of a through model, or an empty text."""
    if not re.fullmatch(r"\w+\.\w+", label):
        return f"{label!r} is no model; write app.Model"
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name!r} is no field"
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        return f"{name} must be a Python expression, not {text!r} ({getattr(error, 'msg', error)})"
    if any(isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr) for node in ast.walk(tree)):
        return f"{name} must be an expression that can stand anywhere, without await, yield or :="
    return ""


def _place(file: Path | None, *path: str) -> str:
    """Return the file and the line that names the last key of `path`; each is looked for behind the one before it.

    Without a file it was the editor that said it.
    """
    if file is None:
        return "the editor's settings"
    text = file.read_text("utf-8")
    lines = text.splitlines()
    own = file.name == OWN_FILE
    tables = (r"""^\s*\[[\w\s."'-]*through-codemod""", "through-codemod")  # a list of packages may name it above
    found = (number for table in tables for number, line in enumerate(lines) if re.search(table, line))
    at = 0 if own else next(found, 0)
    for key in path:
        named = re.compile(rf"""(?:^|[\s.{{,\["']){re.escape(key)}["']?\s*[=.\]]""")
        at = next((number for number, line in enumerate(lines) if number >= at and named.search(line)), at)
    return f"{file}:{at + 1}"


def _table_of(file: Path | None) -> str:
    return "the configuration" if file is not None and file.name == OWN_FILE else "[tool.through-codemod]"


def _misfit(value: object, kind: _Kind, above: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the keys that lead from a table that does not fit to the entry in it that does not."""
    if isinstance(value, dict) and len(above) < _LEVELS.get(kind, 0):
        for key, entry in value.items():
            alone: object = {key: entry}
            for outer in reversed(above):
                alone = {outer: alone}
            if not _fits(alone, kind):
                return _misfit(entry, kind, (*above, key))
    return above


def _fits(value: object, kind: _Kind) -> bool:
    match kind:
        case _Kind.STRING:
            return isinstance(value, str)
        case _Kind.FLAG:
            return isinstance(value, bool)
        case _Kind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool) and value > 0
        case _Kind.STRINGS:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case _Kind.MANY:
            return value in ("loop", "bulk")
        case _Kind.UNKNOWN:
            return value in ("coerce", "leave")
        case _Kind.DEFAULTS:
            return isinstance(value, dict) and all(
                isinstance(fields, dict) and all(isinstance(text, str) for text in fields.values())
                for fields in value.values()
            )
        case _Kind.SETTINGS:
            listed = list(value.values()) if isinstance(value, dict) and value else [value]
            return all(isinstance(module, str) for module in listed)
        case _Kind.CODES_BY_FILE:
            return isinstance(value, dict) and all(_fits(listed, _Kind.STRINGS) for listed in value.values())
        case _Kind.FORMAT:
            return value in ("text", "json", "sarif", "github", "gitlab", "junit")
        case _:
            assert_never(kind)


def _path_or_command(python: str | None, directory: Path) -> str | None:
    """An interpreter that is given as a path is meant from where it is written; a bare name is looked up later."""
    return str(directory / python) if python and "/" in python else python


def _line_length(directories: Iterable[Path]) -> int | None:
    """The line length that another tool was told. What is wrong with that tool's configuration is its own to say."""
    read = cache(lambda file: _toml(file) if file.suffix == ".toml" else _ini(file))  # one tells of several tools
    for directory in directories:
        for name, *path in _LINE_LENGTHS:
            try:
                found: Any = read(directory / name)
                for key in path:
                    found = found[key]
                if (number := int(found)) > 0:
                    return number
            except (OSError, ValueError, KeyError, TypeError):
                continue
    return None


def _toml(file: Path) -> Mapping[str, Any]:
    text = file.read_text("utf-8")
    import tomllib

    return tomllib.loads(text)


def _ini(file: Path) -> Mapping[str, Any]:
    text = file.read_text("utf-8")
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from None
    return parser
