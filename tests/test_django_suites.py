"""Does `fix` migrate tests that nobody here wrote: Django 5.2's own for many-to-many relations?"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django_suites import SITES, Recording, Suite, downloaded

from through_codemod.trace import DEFAULT, read_trace

SERIES = "5.2"
RAISING = 5  # sites whose calls are there to be refused: they write nothing


@dataclass(frozen=True, slots=True)
class Migration:
    """The four apps before and after `fix`."""

    suite: Suite
    before: Recording
    after: Recording
    files: Mapping[str, bytes]
    fix: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def source(pytestconfig: pytest.Config) -> Path:
    """The source tree that THROUGH_CODEMOD_DJANGO_SOURCE names, else the one that pip can download."""
    if named := os.environ.get("THROUGH_CODEMOD_DJANGO_SOURCE"):
        return Path(named).resolve()
    assert pytestconfig.cache is not None
    try:
        return downloaded(SERIES, pytestconfig.cache.mkdir("django-source"))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"the source package of Django {SERIES} cannot be had: {error.stderr.strip()[-300:]}")
    except (OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"the source package of Django {SERIES} cannot be had: {error}")


@pytest.fixture(scope="module")
def migration(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Migration:
    """Record, fix with `--unsafe-fixes`, record again."""
    suite = Suite.copy(source, tmp_path_factory.mktemp("django") / "tests")
    before = suite.record()
    fix = suite.through_codemod("fix", "--unsafe-fixes")
    return Migration(suite, before, suite.record(), suite.files(), fix)


def test_the_recorder_sees_every_site(migration: Migration) -> None:
    assert len(migration.before.writes) == SITES[SERIES]
    assert set(migration.before.outcomes.values()) <= {"ok", "skipped"}


def test_no_accessor_write_is_left(migration: Migration) -> None:
    assert migration.after.writes == ()


def test_every_test_ends_as_it_did(migration: Migration) -> None:
    assert migration.after.outcomes == migration.before.outcomes


def test_the_files_compile(migration: Migration) -> None:
    for name, content in migration.files.items():
        compile(content, name, "exec")


def test_a_second_fix_changes_nothing(migration: Migration) -> None:
    assert migration.fix.returncode in (0, 1), migration.fix.stderr
    migration.suite.through_codemod("fix", "--unsafe-fixes")
    assert migration.suite.files() == migration.files


def test_a_trace_sees_the_sites_that_write_and_agrees_with_the_source(source: Path, tmp_path: Path) -> None:
    suite = Suite.copy(source, tmp_path / "tests")
    done = suite.trace()
    assert done.returncode == 0, done.stderr
    seen = {(write.file, write.line) for write in read_trace(str(suite.tests / DEFAULT)).counts}
    reached = {(write.file, write.line) for write in suite.record().writes}
    assert seen <= reached
    assert len(seen) == len(reached) - RAISING
    with_trace = suite.through_codemod("check", "-q", "-v", "--trace", DEFAULT)
    assert with_trace.stdout == suite.through_codemod("check", "-q", "-v").stdout
