"""Can the functions of a module be kept from one keystroke to the next? Nobody may change them."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest
from golden_cases import GOLDEN

from through_codemod.codemod import Result, inspect, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.outline import function_at
from through_codemod.relations import RelationMap

CASES = sorted(path for path in GOLDEN.glob("*/*.before.py"))


def test_no_analysis_changes_a_function(school_map: RelationMap) -> None:
    trees: dict[tuple[bytes, bytes, int], ast.stmt] = {}

    def read(text: bytes, indent: bytes, line: int) -> ast.stmt:
        key = text, indent, line
        if key not in trees:
            trees[key] = function_at(*key)
        return trees[key]

    modules = Modules([GOLDEN / "school"], school_map)
    modules.read = read
    config = Config(unsafe_fixes=True)
    for path in CASES[::5]:
        for _ in range(2):
            inspect(str(path), path.read_bytes(), school_map, config, modules, replacements=True)
            rewrite(str(path), path.read_bytes(), school_map, config, modules)
    assert len(trees) > 50
    for key, tree in trees.items():
        assert ast.dump(tree, include_attributes=True) == ast.dump(function_at(*key), include_attributes=True)


SOURCE = """from school.models import Course, Student


def first(course: Course):
    return course


class Office:
    def second(self, course: Course, student: Student):
        first(course).students.add(student)

    def third(self, student: Student):
        student.courses.clear()
"""
EDITS = [
    ("", ""),
    ("return course", "return None"),
    ("from school", "\n# moved\nfrom school"),
    ("def second(self, course: Course", "def second(self, course"),
    ("    def third", "    if True:\n      def third"),
    ("student.courses.clear()", "student."),
    ("class Office:", "class Office:\n    '''"),
    ("        first(course)", "        course = Student()\n        first(course)"),
]


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_found_is_what_is_found_at_first_sight(order: int, school_map: RelationMap, tmp_path: Path) -> None:
    kept = Modules([tmp_path], school_map)
    kept.read = lru_cache(100)(function_at)
    for before, after in (EDITS * 2)[::order]:
        source = SOURCE.replace(before, after, 1).encode()
        found = inspect("office.py", source, school_map, Config(), kept)
        assert found == inspect("office.py", source, school_map, Config(), Modules([tmp_path], school_map))
    assert isinstance(found, Result)
    assert found.findings
