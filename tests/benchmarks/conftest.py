"""What do the benchmarks share? A tree to run over, the map of it, and the table of ratios at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django_suites import SETTINGS, Suite, downloaded
from measuring import Ratios

RATIOS = Ratios()


@pytest.fixture(scope="session")
def ratios() -> Ratios:
    """Where to note what was measured."""
    return RATIOS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured beside what is aimed at."""
    if RATIOS.rows:
        terminalreporter.section("measured, and the target")
        widths = [max(len(row[column]) for row in RATIOS.rows) for column in range(3)]
        for row in RATIOS.rows:
            terminalreporter.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


@pytest.fixture(scope="session")
def django_source(pytestconfig: pytest.Config) -> Path:
    """Django 5.2's source tree: the one that THROUGH_CODEMOD_DJANGO_SOURCE names, else one that pip downloads."""
    if named := os.environ.get("THROUGH_CODEMOD_DJANGO_SOURCE"):
        return Path(named).resolve()
    assert pytestconfig.cache is not None
    return downloaded("5.2", pytestconfig.cache.mkdir("django-source"))


@pytest.fixture(scope="session")
def django_map(django_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The relations of its many-to-many test apps, in a file for `--map`."""
    directory = tmp_path_factory.mktemp("relations")
    suite = Suite.copy(django_source, directory / "tests")
    command = [sys.executable, "-m", "through_codemod", "relations", "--settings", SETTINGS, "--output-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(django_source)}
    ended = subprocess.run(command, cwd=suite.tests, env=environment, capture_output=True, check=True)
    path = directory / "through-map.json"
    path.write_bytes(ended.stdout)
    return path
