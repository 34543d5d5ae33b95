"""What does a command line ask for? Its options as data, in the words of the program."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from through_codemod.report import Split


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


@dataclass(frozen=True, slots=True)
class Request:
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
    output_format: OutputFormat = OutputFormat.TEXT
    stdin_filename: str | None = None
    jobs: int | None = None
    statistics: bool = False
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
        """Return the command line that does `mode` with the same files and relations, and `more` options."""
        given = {"--settings": self.settings, "--python": self.python, "--map": self.map, "--trace": self.trace}
        options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
        flags = [name for name, wanted in {"--static": self.static, "--implicit": self.implicit}.items() if wanted]
        lists = {"--select": self.select, "--ignore": self.ignore}
        codes = [word for name, listed in lists.items() if listed for word in (name, ",".join(listed))]
        excluded = [word for pattern in self.exclude for word in ("--exclude", pattern)]
        paths = [] if self.paths == (".",) else self.paths
        return shlex.join(["through-codemod", mode, *paths, *options, *flags, *codes, *excluded, *more])

    @property
    def site_by_site(self) -> bool:
        """Whether somebody decides on each site, so that those with caveats can be among them."""
        return self.interactive or self.page or self.decisions is not None
