"""What do all tests share? The relation map of the school, and the option that accepts new golden output."""

from __future__ import annotations

import sys

import pytest
from golden_cases import SCHOOL
from hypothesis import settings

from through_codemod.relations import RelationMap

settings.register_profile("no timed tests", deadline=None)
settings.load_profile("no timed tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tool makes of each golden case into its .after.py, and fail, so that it gets read",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the matrix came to, from whichever process it ran in."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, [])]
    lines = [text for report in reports for name, text in report.user_properties if name == "matrix"]
    if lines:
        terminalreporter.section("the matrix: what each call and its replacement leave")
        terminalreporter.write_line("\n".join(lines))


@pytest.fixture(scope="session")
def school_map() -> RelationMap:
    """The relation map of golden/school, as its running Django tells it."""
    from through_codemod.relations.live import load_relations

    return load_relations(SCHOOL, "school.settings", sys.executable)
