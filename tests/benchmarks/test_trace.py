"""What does it cost a project's tests that their writes are recorded?

    pytest tests/benchmarks/test_trace.py

Django's own many-to-many tests are run as they are and under `through-codemod trace`, start and end of which take a
tenth of a second whatever the command is; and the cheapest write is made with and without the recorder, in turn.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django_suites import APPS, Suite
from measuring import Ratios, processor_time, ratio
from traced_project import Project

TARGET = 1.1
SLACK = 1.3
MORE_APPS = ("m2m_regress", "m2m_signals", "prefetch_related", "model_forms", "delete")

ONE_WRITE = """
    import os, statistics, time

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    from through_codemod import trace

    trace.start()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from clubs.models import Club, Person

    club, person = Club.objects.create(name="c"), Person.objects.create(name="p")
    members = club.members
    recorded = type(members).add
    plain = recorded.__wrapped__

    def taken(add):
        started = time.process_time()
        for _ in range(50):
            add(members, person)
        return time.process_time() - started

    taken(recorded)
    pairs = [(taken(recorded), taken(plain)) for _ in range(60)]
    print(statistics.median(first for first, _ in pairs) / statistics.median(second for _, second in pairs))
"""


def test_django_s_many_to_many_tests(benchmark: Any, django_source: Path, tmp_path: Path, ratios: Ratios) -> None:
    suite = Suite.copy(django_source, tmp_path / "tests", apps=(*APPS, *MORE_APPS))
    tests = (sys.executable, "runtests.py", *APPS, *MORE_APPS, "--settings=test_sqlite", "--parallel=1")
    traced = (sys.executable, "-m", "through_codemod", "trace", "--", *tests)
    environment = suite.environment()
    benchmark.pedantic(processor_time, (traced, suite.tests, environment), rounds=1)
    measured = ratio(
        lambda: processor_time(traced, suite.tests, environment),
        lambda: processor_time(tests, suite.tests, environment),
    )
    ratios.note("Django's many-to-many tests under `trace` / without", measured, TARGET)
    assert measured < TARGET * SLACK


def test_one_write(tmp_path: Path, ratios: Ratios) -> None:
    project = Project.made(tmp_path, "")
    project.write("once.py", ONE_WRITE)
    done = project.run(sys.executable, "once.py")
    assert done.returncode == 0, done.stderr
    measured = float(done.stdout)
    ratios.note("`add()` of who is linked already, recorded / as it is", measured, TARGET)
    assert measured < TARGET * SLACK
