"""How long does an editor wait for diagnostics and actions, in units of what Python takes to parse the document?"""

from __future__ import annotations

import ast
import gc
import shutil
import statistics
import time
from pathlib import Path

from editor import editing
from golden_cases import SCHOOL
from measuring import Ratios, worked
from test_speed import FUNCTION, SLACK

from through_codemod.relations import RelationMap

KEYSTROKES = 100
NEW_LINE = 20  # one keystroke in so many
TARGET, TARGET_MS = 3, 30
TARGET_WORK = 2  # which needs no slack: noise moves it less than what the clock says
DOCUMENT = (
    "from school.models import Course, Student\n"
    + "".join(FUNCTION.format(number=number) for number in range(45))
    + "\ndef join(course: Course, student: Student):\n    course.students.add(student)\n\n"
    + "".join(FUNCTION.format(number=number) for number in range(45, 90))
)


def test_diagnostics_and_actions_while_typing(school_map: RelationMap, tmp_path: Path, ratios: Ratios) -> None:
    assert 950 < len(DOCUMENT.splitlines()) < 1_050
    project = tmp_path / "school"
    shutil.copytree(SCHOOL, project)
    (project / "known.json").write_text(school_map.to_json(), "utf-8")
    waits, works, parses, parsing = [], [], [], []
    with editing(project, options={"map": "known.json"}) as editor:
        uri = editor.open(project / "school" / "typed.py", DOCUMENT)
        editor.loaded()
        [found] = editor.pull(uri)
        editor.resolve(editor.actions(uri, found["range"], about=[found])[0])  # all is imported from here on
        for version in range(2, KEYSTROKES + 2):
            text = DOCUMENT.replace("def join(", f"def join_{version}(")
            text = "\n" * (version // NEW_LINE) + text  # which moves every function
            gc.disable()  # what this process holds is none of the document's
            started, began = time.perf_counter(), time.thread_time()
            ast.parse(text)
            parsed, ended = time.perf_counter(), time.thread_time()
            gc.enable()
            before = worked(editor.process.pid)
            editor.change(uri, version, text)
            [found] = editor.pull(uri)
            actions = editor.actions(uri, found["range"], about=[found])
            waits.append(time.perf_counter() - parsed)
            works.append(worked(editor.process.pid) - before)
            parses.append(parsed - started)
            parsing.append(ended - began)
            assert len(actions) == 5
    p95 = statistics.quantiles(waits, n=20)[-1]
    measured = p95 / statistics.median(parses)
    work = statistics.quantiles(works, n=20)[-1] / statistics.median(parsing)
    what = "language server, 1,000 lines: a keystroke's diagnostics and actions"
    ratios.note(f"{what}, p95 / `ast.parse` of them", measured, TARGET)
    ratios.note(f"{what}, p95", p95 * 1_000, TARGET_MS, " ms")
    ratios.note(f"{what}, p95 of the server's processor time / that of `ast.parse`", work, TARGET_WORK)
    assert measured < TARGET * SLACK
    assert work < TARGET_WORK
