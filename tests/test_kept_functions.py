"""Can the functions of a module be kept from one keystroke to the next? Nobody may change them."""

from __future__ import annotations

import ast
import gc
import random
from functools import lru_cache
from pathlib import Path

import pytest
from golden_cases import GOLDEN

from through_codemod.codemod import Result, inspect, rewrite
from through_codemod.config import Config, Project
from through_codemod.document import Document
from through_codemod.findings import everything
from through_codemod.infer.modules import Modules
from through_codemod.lsp.known import Known
from through_codemod.lsp.projects import Setup
from through_codemod.outline import OutlineError, function_at
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


def test_a_function_that_has_only_moved_is_not_parsed_again(school_map: RelationMap, tmp_path: Path) -> None:
    parsed: list[bytes] = []

    def read(text: bytes, indent: bytes, line: int) -> ast.stmt:
        parsed.append(text)
        return function_at(text, indent, line)

    modules = Modules([tmp_path], school_map)
    modules.read = lru_cache(100)(read)
    for above in ("", "\n", "\n\n"):
        source = f"{above}{SOURCE}\n\ndef fourth():\n    return list(range(4))\n"
        assert isinstance(found := inspect("office.py", source.encode(), school_map, Config(), modules), Result)
        assert len(found.findings) == 2
    assert parsed.count(b"def fourth():\n    return list(range(4))") == 1
    assert sum(b"clear" in text for text in parsed) == 3


HELPERS = """from school.models import Course, Student


def pick(pk):
    return Course.objects.get(pk=pk)


def enrol(course, student: Student):
    course.students.add(student)


def other(student: Student):
    enrol(pick(1), student)
"""
USER = """from helpers import enrol, pick


def view(student):
    pick(2).students.clear()
    enrol(pick(3), student)
"""


def test_a_file_that_another_needs_is_parsed_once(
    school_map: RelationMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {str(tmp_path / "user.py"): USER, str(tmp_path / "helpers.py"): HELPERS}
    for path, text in files.items():
        Path(path).write_text(text, "utf-8")
    parsed: list[bytes] = []
    parse = ast.parse
    monkeypatch.setattr(ast, "parse", lambda *args, **kwargs: parsed.append(args[0]) or parse(*args, **kwargs))
    modules = Modules([tmp_path], school_map)
    modules.files.listing = lambda: [*files]
    for path, text in files.items():
        found = inspect(path, text.encode(), school_map, Config(), modules)
        assert isinstance(found, Result)
        assert [finding.receiver_model for finding in found.findings] == ["school.Course"]
    functions = [text.strip() for text in parsed]
    assert sum(b"return Course.objects" in text for text in functions) == 1
    assert all(functions.count(text) == 1 for text in functions)


@pytest.mark.parametrize("broken", ["    return = enrol(None, 1)", "    enrol('", "    enrol(None, 1\n\nx = 1"])
def test_a_module_whose_function_is_not_python_is_not_believed(
    broken: str, school_map: RelationMap, tmp_path: Path
) -> None:
    """It may be of a newer Python, and call what is asked about with anything."""
    odd = f"from helpers import enrol\n\n\ndef odd():\n{broken}\n"
    for name, text in {"helpers.py": HELPERS, "user.py": USER, "odd.py": odd}.items():
        (tmp_path / name).write_text(text, "utf-8")
    modules = Modules([tmp_path], school_map)
    modules.files.listing = lambda: [str(path) for path in sorted(tmp_path.iterdir())]
    for _ in range(2):
        found = inspect(str(tmp_path / "helpers.py"), HELPERS.encode(), school_map, Config(), modules)
        assert isinstance(found, Result)
        assert [finding.reason and finding.reason.name for finding in found.findings] == ["unknown-receiver"]


def test_a_file_is_not_worked_on_for_ever(
    school_map: RelationMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []

    def find_sites(document: Document, *args: object) -> None:
        begun.append(document)
        raise OutlineError

    monkeypatch.setattr("through_codemod.codemod.find_sites", find_sites)
    with pytest.raises(OutlineError):
        inspect(str(tmp_path / "user.py"), USER.encode(), school_map, Config(), Modules([tmp_path], school_map))
    assert len(begun) == 2


def test_a_file_that_is_kept_is_read_anew_where_a_function_of_it_is_not_python(
    school_map: RelationMap, tmp_path: Path
) -> None:
    odd, user = "def odd():\n    return = 1\n", "from odd import odd\n\nodd().students.clear()\n"
    (tmp_path / "odd.py").write_text(odd, "utf-8")
    modules = Modules([tmp_path], school_map)
    for name, text, findings in (("odd.py", odd, 0), ("user.py", user, 1)):
        found = inspect(str(tmp_path / name), text.encode(), school_map, Config(), modules)
        assert isinstance(found, Result)
        assert len(found.findings) == findings


def test_no_more_is_kept_of_files_that_are_done_than_there_is_room_for(
    school_map: RelationMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("through_codemod.infer.modules.MOST_DONE", 3 * len(USER))
    modules = Modules([tmp_path], school_map)
    for number in range(5):
        inspect(str(tmp_path / f"user{number}.py"), USER.encode(), school_map, Config(), modules)
    kept = [modules.known(str(tmp_path / f"user{number}.py"), USER.encode()) for number in range(5)]
    assert [module is not None for module in kept] == [False, False, True, True, True]


def test_what_nobody_keeps_is_checked_without_nodes(
    school_map: RelationMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []
    parse = ast.parse
    monkeypatch.setattr(ast, "parse", lambda *args, **kwargs: parsed.append(args[0]) or parse(*args, **kwargs))
    source = f"{SOURCE}\n\ndef fourth():\n    return list(range(4))\n".encode()
    assert isinstance(inspect("office.py", source, school_map, Config(), Modules([tmp_path], school_map)), Result)
    assert not any(b"list(range(4))" in text for text in parsed)


def test_nothing_of_a_document_stays_until_garbage_is_looked_for(school_map: RelationMap) -> None:
    modules = Modules([GOLDEN / "school"], school_map)
    gc.collect()
    gc.disable()
    try:
        for path in CASES[::5]:
            assert isinstance(inspect(str(path), path.read_bytes(), school_map, Config(), modules), Result)
        assert not [item for item in gc.get_objects() if type(item) is Document]
    finally:
        gc.enable()


BLOCKS = """from school.models import Course, Student, Enrollment as Link
def plain(course, count=0):
    '''Return it.'''
    return course
async def later(course: Course, *students: Student):
    await course.students.aadd(*students)
class Office:
    def enter(self, course: Course, student: Student):
        course.students.add(student)
        return self.staff.filter(pk=1)
    def leave(self, student=Student()):
        student.courses.remove(*student.courses.all())  # through: ignore[TM102]
def both(first: "Course", second=[name for name in ()]) -> Course:
    for one in (first, plain(first)):
        one.students.clear()
    return (chosen := first)
students = Course.objects.get().students
students.set([])
def café(course: Course):
    course.students.create(name="é", note='''
def plain(): ...
''')
""".splitlines()
WORDS = ("students", "Course", "course", "add", "def ", "    ", '"""', "(", "return ", "# ", ":=", ".all()", "\t")


def edited(text: str, chance: random.Random) -> str:
    """Return the text after what somebody may do to it at one go."""
    lines = text.split("\n")
    start = chance.randrange(len(lines) + 1)
    end = min(start + chance.choice((0, 0, 0, 1, 2, 5)), len(lines))
    match chance.randrange(6):
        case 0 | 1:
            lines[start:end] = [""] * chance.choice((1, 1, 3))
        case 2:
            part = lines[start:end]
            del lines[start:end]
            at = chance.randrange(len(lines) + 1)
            lines[at:at] = part
        case 3:
            lines[start:start] = lines[start:end]
        case 4 if start < len(lines):
            at = chance.randrange(len(lines[start]) + 1)
            lines[start] = lines[start][:at] + chance.choice(WORDS) + lines[start][at + chance.choice((0, 1, 8)) :]
        case _:
            lines[start:start] = chance.choice((BLOCKS[1:4], BLOCKS[4:6], BLOCKS[6:10], BLOCKS[12:16]))
    return "\n".join(lines)


def refused(text: bytes, indent: bytes, line: int) -> ast.stmt:
    """Have the module parsed as a whole."""
    raise OutlineError


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_answer_is_that_of_a_server_that_has_just_begun_and_parses_all(
    seed: int, school_map: RelationMap, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    setup, path = Setup(Project(tmp_path, Config(unsafe_fixes=True))), str(tmp_path / "office.py")
    kept = Known(setup)
    kept.take(school_map, ())
    texts = ["\n".join(BLOCKS)]
    seen = 0
    for _ in range(40):
        text = chance.choice(texts) if chance.random() < 0.3 else edited(texts[-1], chance)
        new = Known(setup)
        new.take(school_map, ())
        new._modules.read = refused
        for known in (kept, new):
            known.put(path, text)
        found = kept.findings(path, text, setup.project.core)
        assert found == new.findings(path, text, setup.project.core)
        if found:
            texts.append(text)
            seen += len(found)
            answers = [known.rewritten(path, text, setup.project.core, everything) for known in (kept, new)]
            assert answers[0] == answers[1]
    assert seen > 100


@pytest.mark.parametrize(
    "function",
    [
        "def course[T](pk: T):\n    found = Course.objects.get(pk=pk)\n    return found\n",
        "def course(pk):\n    try:\n        return Course.objects.get(pk=pk)\n"
        "    except KeyError, ValueError:\n        raise\n",
    ],
)
def test_a_module_for_a_newer_python_is_told_when_it_is_read(
    school_map: RelationMap, tmp_path: Path, function: str
) -> None:
    """Were it told by one of its functions, what had been found by then would have to be found again."""
    (tmp_path / "rooms.py").write_text(f"from school.models import Course\n\n\n{function}")
    source = b"from rooms import course\n\n\ndef enrol(pk, student):\n    course(pk).students.add(student)\n"
    modules = Modules([tmp_path], school_map)
    result = inspect(str(tmp_path / "views.py"), source, school_map, Config(), modules)
    assert isinstance(result, Result)
    assert [finding.relation for finding in result.findings] == ["school.Course.students"]
    assert not modules.uncut
