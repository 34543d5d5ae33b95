"""Do Django's own many-to-many tests still pass, and write through no accessor, once `fix` has rewritten them?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPS = ("m2m_through", "m2m_through_regress", "m2m_recursive", "many_to_many")
# Call sites on custom through models that the suites of these apps reach, by Django version.
SITES = {"3.2": 42, "4.2": 45, "5.2": 45, "6.1": 45}
HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
SETTINGS = "through_settings"


@dataclass(frozen=True, slots=True, order=True)
class Write:
    """A line of the tests that wrote through an accessor while they ran."""

    file: str
    line: int
    verb: str
    through: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What one run of Django's runner showed."""

    writes: tuple[Write, ...]
    outcomes: dict[str, str]

    @property
    def passed(self) -> int:
        return sum(outcome == "ok" for outcome in self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Suite:
    """A copy of the four test apps of an unpacked Django, with the interpreter that runs them."""

    source: Path
    tests: Path
    python: str = sys.executable

    @classmethod
    def copy(cls, source: Path, tests: Path, python: str = sys.executable, apps: Sequence[str] = APPS) -> Suite:
        """Copy what `runtests.py` needs for the apps out of `source` into the new folder `tests`."""
        tests.mkdir(parents=True)
        for name in (*apps, "templates"):
            shutil.copytree(source / "tests" / name, tests / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("runtests.py", "test_sqlite.py", "urls.py"):
            shutil.copy2(source / "tests" / name, tests)
        shutil.copy2(HERE / f"{SETTINGS}.py", tests)
        return cls(source, tests, python)

    def files(self) -> dict[str, bytes]:
        """Return the Python files of the four apps by path."""
        return {
            path.relative_to(self.tests).as_posix(): path.read_bytes()
            for app in APPS
            for path in sorted((self.tests / app).rglob("*.py"))
        }

    def record(self) -> Recording:
        """Run Django's runner over the four apps with the recorder on."""
        record = self.tests / "record.json"
        record.unlink(missing_ok=True)
        runtests = ("runtests.py", *APPS, "--settings=test_sqlite", "--parallel=1")
        run = self._run(self.python, HERE / "recorder.py", record, *runtests)
        if not record.exists():
            raise AssertionError(f"Django's runner did not get as far as its tests:\n{run.stdout}{run.stderr}")
        seen = json.loads(record.read_text(encoding="utf-8"))
        record.unlink()
        writes = (
            Write(Path(file).relative_to(self.tests).as_posix(), line, verb, through)
            for file, line, verb, through in seen["writes"]
            if Path(file).is_relative_to(self.tests)
        )
        return Recording(tuple(sorted(writes)), seen["outcomes"])

    def through_codemod(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the tool over the four apps, from the folder that they are in."""
        command, *options = arguments
        relations = ("--settings", SETTINGS, "--python", self.python)
        return self._run(sys.executable, "-m", "through_codemod", command, *APPS, *relations, *options)

    def findings(self) -> list[dict[str, Any]]:
        """Return what `check` still has to say."""
        run = self.through_codemod("check", "--output-format", "json")
        if run.returncode not in (0, 1):
            raise AssertionError(f"check ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        findings: list[dict[str, Any]] = json.loads(run.stdout)["findings"]
        return findings

    def trace(self) -> subprocess.CompletedProcess[str]:
        """Run Django's runner over the four apps, in two processes, under `through-codemod trace`."""
        ours = (sys.executable, "-m", "through_codemod", "trace", "--", self.python)
        return self._run(*ours, "runtests.py", *APPS, "--settings=test_sqlite", "--parallel=2")

    def environment(self) -> dict[str, str]:
        """Return the environment in which the tests are run."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        environment["PYTHONPATH"] = os.pathsep.join([str(self.source), str(CHECKOUT)])
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        return environment

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.tests, env=self.environment(), capture_output=True, text=True, check=False
        )


def downloaded(series: str, cache: Path) -> Path:
    """Return the unpacked source package of a Django series, fetched with pip where `cache` does not have it yet.

    Raises `OSError` or `subprocess.CalledProcessError` where it cannot be had.
    """
    found = sorted(cache.glob(f"[Dd]jango-{series}*/tests/runtests.py"))
    if not found:
        loading = cache / f"loading-{os.getpid()}"
        loading.mkdir(parents=True)
        try:
            pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
            subprocess.run(
                [*pip, "--no-binary=:all:", "--no-deps", f"--dest={loading}", f"django=={series}.*"],
                check=True,
                capture_output=True,
                text=True,
                timeout=300,
            )
            [archive] = loading.glob("*.tar.gz")
            shutil.unpack_archive(archive, loading, filter="data")
            [tree] = (path for path in loading.iterdir() if path.is_dir())
            if not (cache / tree.name).exists():
                tree.rename(cache / tree.name)
        finally:
            shutil.rmtree(loading, ignore_errors=True)
        found = sorted(cache.glob(f"[Dd]jango-{series}*/tests/runtests.py"))
    return found[-1].parent.parent
