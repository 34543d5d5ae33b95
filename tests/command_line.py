"""What does a command line print, and how does it end? Run in this process, for speed, or as a process of its own."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock


@dataclass(frozen=True)
class Ended:
    """How a command line ended."""

    code: int
    raw: bytes
    errors: str

    @property
    def output(self) -> str:
        """Standard output as text."""
        return self.raw.decode()

    @property
    def lines(self) -> list[str]:
        """Standard output by lines."""
        return self.output.splitlines()


def through_codemod(*arguments: str | Path, stdin: bytes = b"") -> Ended:
    """Return how `through-codemod ARGUMENTS` ends, run in this process."""
    from through_codemod.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code: object = 0
    with (
        mock.patch.object(sys, "argv", ["through-codemod", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Ended(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]


def as_process(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **options: object) -> Ended:
    """Return how `python -m through_codemod ARGUMENTS` ends."""
    command = [sys.executable, "-m", "through_codemod", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False, **options)  # type: ignore[call-overload]
    return Ended(done.returncode, done.stdout, done.stderr.decode())
