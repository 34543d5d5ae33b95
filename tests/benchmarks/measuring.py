"""How are times and memory measured, and what was?"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5


@dataclass
class Ratios:
    """The ratios that were measured, each with its target in the words of the project's plan."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, what: str, measured: float, target: float, unit: str = "") -> None:
        """Keep a measurement for the table."""
        self.rows.append((what, f"{measured:.2f}{unit}", f"<= {target:g}{unit}"))


def processor_time(
    command: Sequence[str | Path], cwd: Path | None = None, environment: Mapping[str, str] = os.environ
) -> float:
    """Return the processor time in seconds that a command takes, with its start: noise moves it less than the clock.

    Bytecode is kept, as it is for a program that is installed.
    """
    environment = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def worked(process: int) -> float:
    """Return the processor time in seconds that a running process has taken so far, as Linux tells it.

    The number of its clock is what https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html gives.
    """
    return time.clock_gettime((~process << 3) | 2)


def ratio(measured: Callable[[], float], unit: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the median of what is measured over the median of the unit, taken in turn."""
    pairs = [(measured(), unit()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs) / statistics.median(pair[1] for pair in pairs)


def peak_memory(command: Sequence[str | Path], cwd: Path) -> float:
    """Return the most memory, in megabytes, that a command and its children held at a time, each by itself."""
    watch = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", watch, *map(str, command)], cwd=cwd, check=True, capture_output=True)
    return int(done.stdout) / 1024
