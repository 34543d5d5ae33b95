"""Is what was found for one module still true, and still there, when another one is worked on, edited or saved?"""

from __future__ import annotations

from pathlib import Path

import pytest

from through_codemod.codemod import Result, inspect
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

TYPED = "from school.models import Course\n\n\ndef course() -> Course:\n    return Course.objects.get()\n"
UNTYPED = "def course():\n    return object()\n"
CLERK = "from office import course\n\n\ndef run(student):\n    course().students.clear()\n"


@pytest.fixture
def modules(tmp_path: Path, school_map: RelationMap) -> Modules:
    return Modules([tmp_path], school_map)


def known(path: Path, modules: Modules, text: str | None = None) -> list[bool]:
    """Whether the receiver is known, for each site of a file."""
    source = path.read_bytes() if text is None else text.encode()
    result = inspect(str(path), source, modules.relations, Config(), modules)
    assert isinstance(result, Result), result
    return [finding.receiver_model is not None for finding in result.findings]


def test_modules_that_import_each_other_can_be_worked_on_again(tmp_path: Path, modules: Modules) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text(
        "from second import box\nfrom school.models import Course\n\n\n"
        "class Box:\n    def __init__(self, course: Course):\n        self.course = course\n\n\n"
        "class Top:\n    course: Course\n\n    def get(self):\n        return self.course\n\n\n"
        "def run():\n    box().course.students.clear()\n",
        "utf-8",
    )
    second.write_text("from first import Box, Top\n\n\ndef box():\n    return Box(Top().get())\n", "utf-8")
    for _ in range(2):
        assert known(first, modules) == [True]
        assert known(second, modules) == []


def test_an_unsaved_text_counts_until_it_is_taken_back(tmp_path: Path, modules: Modules) -> None:
    office, clerk = tmp_path / "office.py", tmp_path / "clerk.py"
    office.write_text(UNTYPED, "utf-8")
    clerk.write_text(CLERK, "utf-8")
    assert known(clerk, modules) == [False]
    modules.put(str(office), TYPED.encode())
    assert known(clerk, modules) == [True]
    modules.put(str(office), TYPED.encode() + b"def")
    assert known(clerk, modules) == [False]  # half a line: what is on disk counts
    modules.put(str(office), None)
    assert known(clerk, modules) == [False]
    office.write_text(TYPED, "utf-8")
    assert known(clerk, modules) == [False]  # nobody has said that it changed
    modules.put(str(office), None)
    assert known(clerk, modules) == [True]


def test_what_rests_on_a_text_further_away_is_found_anew(tmp_path: Path, modules: Modules) -> None:
    office, clerk = tmp_path / "office.py", tmp_path / "clerk.py"
    (tmp_path / "desk.py").write_text("from office import course as get_course\n\nheld = get_course()\n", "utf-8")
    office.write_text(UNTYPED, "utf-8")
    clerk.write_text("from desk import held\n\n\ndef run(student):\n    held.students.clear()\n", "utf-8")
    assert known(clerk, modules) == [False]
    modules.put(str(office), TYPED.encode())
    assert known(clerk, modules) == [True]


def test_a_text_that_can_be_parsed_at_last(tmp_path: Path, modules: Modules) -> None:
    office, clerk = tmp_path / "office.py", tmp_path / "clerk.py"
    office.write_text("def", "utf-8")
    clerk.write_text(CLERK, "utf-8")
    assert known(clerk, modules) == [False]
    modules.put(str(office), TYPED.encode())
    assert known(clerk, modules) == [True]


def test_what_was_worked_on_when_it_was_imported_is_found_anew(tmp_path: Path, modules: Modules) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    text = "from second import desk\n\n\n{}\n\ndef run(student):\n    desk().students.clear()\n"
    second.write_text("from first import course\n\n\ndef desk():\n    return course()\n", "utf-8")
    for body, found in ((UNTYPED, False), (TYPED, True), (UNTYPED, False)):
        first.write_text(text.format(body), "utf-8")
        modules.put(str(first), text.format(body).encode())
        assert known(first, modules) == [found]


def test_a_file_that_comes_or_goes(tmp_path: Path, modules: Modules) -> None:
    office, clerk = tmp_path / "office.py", tmp_path / "clerk.py"
    clerk.write_text(CLERK, "utf-8")
    assert known(clerk, modules) == [False]
    office.write_text(TYPED, "utf-8")
    modules.look_again()
    assert known(clerk, modules) == [True]
    office.unlink()
    modules.look_again()
    assert known(clerk, modules) == [False]


def test_a_file_that_was_saved_is_searched_as_it_is_then(tmp_path: Path, modules: Modules) -> None:
    office = tmp_path / "office.py"
    office.write_text(UNTYPED, "utf-8")
    modules.files.listing = lambda: [str(office)]
    assert dict(modules.files.texts()) == {str(office): UNTYPED.encode()}
    modules.put(str(office), TYPED.encode())
    assert dict(modules.files.texts()) == {str(office): TYPED.encode()}
    office.write_text(TYPED, "utf-8")
    modules.put(str(office), None)
    assert dict(modules.files.texts()) == {str(office): TYPED.encode()}
