"""What does a command line ask for? Its options as data, in the words of the program."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from through_codemod.config import FileIgnore, Gate, codes
from through_codemod.report import Split

STDIN = "-"
MOST_PATHS = 4  # that are repeated in a command for people


class OutputFormat(StrEnum):
    """How reports are written; the last four are those of `check` alone."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


class Mode(StrEnum):
    """What is done with the changes."""

    CHECK = "check"
    DIFF = "diff"
    FIX = "fix"


class UsageError(Exception):
    """Options that do not go together; the message says what to write instead."""


class Request(NamedTuple):
    """What the command line asks for; `None` stands for what the configuration says."""

    paths: tuple[str, ...]
    settings: str | None = None
    python: str | None = None
    map: Path | None = None
    static: bool = False
    implicit: bool = False
    unsafe_fixes: bool | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[str, ...] = ()
    output_format: OutputFormat | None = None
    stdin_filename: str | None = None
    jobs: int | None = None
    statistics: bool | None = None
    exit_zero: bool | None = None
    since: str | None = None
    baseline: Path | None = None
    write_baseline: bool = False
    add_ignore: bool = False
    quiet: bool = False
    verbose: bool = False
    page: bool = False
    decisions: Path | None = None
    interactive: bool = False
    allow_dirty: bool = False
    lines: str | None = None
    split: Split | None = None
    output: Path | None = None
    trace: Path | None = None

    def command(self, mode: Mode, *more: str) -> str:
        """Return the command line that does `mode` with the same files and relations, and `more` options.

        Where there are many paths, as under pre-commit, dots stand for them.
        """
        import shlex

        given = {"--settings": self.settings, "--python": self.python, "--map": self.map, "--trace": self.trace}
        options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
        flags = [name for name, wanted in {"--static": self.static, "--implicit": self.implicit}.items() if wanted]
        lists = {"--select": self.select, "--ignore": self.ignore}
        codes = [word for name, listed in lists.items() if listed for word in (name, ",".join(listed))]
        excluded = [word for pattern in self.exclude for word in ("--exclude", pattern)]
        paths = () if self.paths == (".",) else self.paths if len(self.paths) <= MOST_PATHS else ("...",)
        return shlex.join(["through-codemod", mode, *paths, *options, *flags, *codes, *excluded, *more])

    @property
    def site_by_site(self) -> bool:
        """Whether somebody decides on each site, so that those with caveats can be among them."""
        return self.interactive or self.page or self.decisions is not None


def with_gate(request: Request, gate: Gate) -> Request:
    """Return the request with what the configuration says of `check`, where the command line says nothing.

    Raises `UsageError` for options that do not go together.
    """
    request = request._replace(
        output_format=request.output_format or OutputFormat(gate.output_format),
        statistics=gate.statistics if request.statistics is None else request.statistics,
        exit_zero=gate.exit_zero if request.exit_zero is None else request.exit_zero,
        since=gate.since if request.since is None else request.since,
        baseline=request.baseline or gate.baseline,
    )
    if request.write_baseline and request.baseline is None:
        raise UsageError("--write-baseline writes the file that --baseline names; name one")
    if request.add_ignore and (STDIN in request.paths or request.write_baseline):
        raise UsageError("--add-ignore writes comments into files; leave out - and --write-baseline")
    if request.since and STDIN in request.paths:
        if request.since == gate.since:
            return request._replace(since=None)  # an editor asks about what it has, wherever the gate stands
        raise UsageError("--since compares files with what git knows of them; leave it out with -")
    return request


def ignored_in(text: str) -> FileIgnore:
    """The pattern and the codes of a `PATTERN:CODES` on the command line. Raises `UsageError` or `ConfigError`."""
    pattern, colon, listed = text.rpartition(":")
    if not colon or not pattern:
        raise UsageError(f"--per-file-ignores takes PATTERN:CODES, as in tests/*:TM101,TM103, not {text!r}")
    return FileIgnore(Path(), pattern, codes(listed.split(","), "--per-file-ignores"))
