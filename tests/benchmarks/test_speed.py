"""How long does through-codemod take, in units of what Python itself takes for the same files?

    pytest tests/benchmarks

Ratios are medians of runs taken in turn; the table at the end sets them beside the targets. They are asserted with
slack, for other machines and other load: a failure here says that something became slow, not by how much.
"""

from __future__ import annotations

import ast
import gc
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from golden_cases import SCHOOL
from measuring import Ratios, peak_memory, processor_time, ratio

from through_codemod.config import Config
from through_codemod.relations import RelationMap
from through_codemod.relations.location import interpreter_of, packages_of
from through_codemod.relations.static import Sources, read_relations
from through_codemod.runner import Job

SLACK = 4

PARSE_TREE = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path().rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        pass
"""
TOOL = (sys.executable, "-m", "through_codemod")
NOTHING = (sys.executable, "-c", "pass")

FUNCTION = '''
def report_{number}(request, year, month={number}):
    """Return the page for one month."""
    entries = Entry.objects.filter(date__year=year, date__month=month).select_related("author")
    totals = {{"read": 0, "written": 0}}
    for entry in entries:
        totals["read"] += entry.readers.count()
        if entry.author_id == request.user.pk and entry.status not in ("draft", "deleted"):
            totals["written"] += 1
    return render(request, "report.html", {{"entries": entries, "totals": totals, "page": {number}}})

'''
LONG_FILE = (
    "from school.models import Course, Student\n"
    + "".join(FUNCTION.format(number=number) for number in range(135))
    + "\ndef join(course: Course, student: Student):\n    course.students.add(student)\n\n"
    + "".join(FUNCTION.format(number=number) for number in range(135, 270))
)


def test_check_over_a_whole_tree(benchmark: Any, django_source: Path, django_map: Path, ratios: Ratios) -> None:
    command = [*TOOL, "check", ".", "--map", str(django_map), "--jobs", "1"]
    benchmark.pedantic(processor_time, (command, django_source), rounds=1)
    parse = [sys.executable, "-c", PARSE_TREE]
    measured = ratio(
        lambda: processor_time(command, django_source), lambda: processor_time(parse, django_source), rounds=3
    )
    ratios.note("`check` over Django's tree / `ast.parse` of all its files", measured, 0.25)
    assert measured < 0.25 * SLACK


def test_check_over_real_repositories(tmp_path: Path, ratios: Ratios) -> None:
    """Over the working trees in the directory that THROUGH_CODEMOD_REPOSITORIES names, all taken together."""
    if (named := os.environ.get("THROUGH_CODEMOD_REPOSITORIES")) is None:
        pytest.skip("THROUGH_CODEMOD_REPOSITORIES names no directory")
    checked, parsed = 0.0, 0.0
    for tree in sorted(path for path in Path(named).iterdir() if path.is_dir()):
        read = [*TOOL, "relations", ".", "--static", "--output-format", "json"]
        given = tmp_path / f"{tree.name}.json"
        given.write_bytes(subprocess.run(read, cwd=tree, capture_output=True, check=False).stdout)
        checked += processor_time([*TOOL, "check", ".", "--map", str(given), "--jobs", "1"], tree)
        parsed += processor_time([sys.executable, "-c", PARSE_TREE], tree)
    ratios.note("`check` over real repositories / `ast.parse` of all their files", checked / parsed, 0.3)
    assert checked / parsed < 0.3 * SLACK


def test_memory_over_a_whole_tree(django_source: Path, django_map: Path, ratios: Ratios) -> None:
    measured = peak_memory([*TOOL, "check", ".", "--map", str(django_map), "--jobs", "1"], django_source)
    ratios.note("peak memory of `check` over Django's tree", measured, 80, " MB")
    assert measured < 80 * 1.25


def test_five_times_the_tree(django_source: Path, django_map: Path, tmp_path: Path, ratios: Ratios) -> None:
    files = [path.relative_to(django_source) for path in django_source.rglob("*.py")]
    for copy in range(5):
        for file in files:
            target = tmp_path / f"copy{copy}" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(django_source / file, target)
    command = [*TOOL, "check", ".", "--map", str(django_map), "--jobs", "1"]
    one = tmp_path / "copy0"
    measured = ratio(lambda: processor_time(command, tmp_path), lambda: processor_time(command, one), rounds=3)
    ratios.note("`check` over five times the tree / over one", measured, 5)
    memory = peak_memory(command, tmp_path) / peak_memory(command, one)
    ratios.note("peak memory over five times the tree / over one", memory, 1.5)
    assert measured < 5 * 1.5
    assert memory < 1.5 * 1.25


def test_fix_of_one_site_in_a_long_file(benchmark: Any, school_map: RelationMap, ratios: Ratios) -> None:
    source = LONG_FILE.encode()
    assert 2_900 < len(LONG_FILE.splitlines()) < 3_100

    def fix() -> float:
        usual = gc.get_threshold()
        gc.set_threshold(100_000)  # as the command line does
        started = time.process_time()
        report = Job(school_map, Config(), ()).on_source("views.py", source)
        taken = time.process_time() - started
        gc.set_threshold(*usual)
        assert report.change is not None
        assert b"Enrollment.objects.get_or_create(course=course, student=student)" in report.change.after
        return taken

    def parse() -> float:
        started = time.process_time()
        ast.parse(source)
        return time.process_time() - started

    benchmark.pedantic(fix, rounds=3, warmup_rounds=1)
    measured = ratio(fix, parse, rounds=15)
    ratios.note("`fix` of one site in 3,000 lines, warm / `ast.parse` of them", measured, 2)
    assert measured < 2 * SLACK


@pytest.mark.parametrize(
    ("what", "arguments", "target"),
    [
        ("`--help`", ["--help"], 12),
        ("`check` of one file, nothing to do", ["check", "nothing.py", "--map", "map.json"], 10),
        ("`check` of one file, one site", ["check", "site.py", "--map", "map.json"], 28),
    ],
)
def test_cold_start(
    benchmark: Any,
    what: str,
    arguments: list[str],
    target: float,
    school_map: RelationMap,
    tmp_path: Path,
    ratios: Ratios,
) -> None:
    (tmp_path / "map.json").write_text(school_map.to_json(), "utf-8")
    (tmp_path / "nothing.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "site.py").write_text(
        "from school.models import Course\n\n\ndef empty(course: Course):\n    course.students.clear()\n", "utf-8"
    )
    command = [*TOOL, *arguments]
    benchmark.pedantic(processor_time, (command, tmp_path), rounds=1)
    measured = ratio(lambda: processor_time(command, tmp_path), lambda: processor_time(NOTHING, tmp_path), rounds=11)
    ratios.note(f"{what}, cold / `python -c pass`", measured, target)
    assert measured < target * SLACK


def test_static_reading(benchmark: Any, ratios: Ratios) -> None:
    files = [str(path) for path in sorted(SCHOOL.rglob("*.py"))]
    packages = packages_of(interpreter_of(SCHOOL, SCHOOL, sys.executable))

    def read() -> float:
        started = time.process_time()
        found = read_relations(Sources(files, [SCHOOL], packages, "school.settings"))
        assert len(found.relations) > 50
        return time.process_time() - started

    benchmark.pedantic(read, rounds=3, warmup_rounds=1)
    measured = ratio(read, lambda: processor_time(NOTHING, SCHOOL), rounds=11)
    ratios.note("static reading of the school's 88 models / `python -c pass`", measured, 5)
    assert measured < 5 * SLACK
