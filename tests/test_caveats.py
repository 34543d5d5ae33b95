"""Do caveats and notes say what differs, where that is defined, and what can be done about it?"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from golden_cases import REWRITTEN, SCHOOL, Case

from through_codemod.codemod import Finding, Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.reasons import CaveatName
from through_codemod.relations import ModelRef, RelationMap

COURSE = ModelRef("school.models", "Course")


def line_of(file: str, text: str) -> int:
    """Return the number of the line in which the school's file says `text` first."""
    lines = (SCHOOL / file).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def finding_of(name: str, relations: RelationMap) -> Finding:
    [finding] = Case(name).result(relations, unsafe_fixes=False).findings
    return finding


@pytest.mark.parametrize(
    ("case", "name", "file", "text"),
    [
        ("shapes/m2m_changed_add", "school.signals.announce_followers", "school/signals.py", "@receiver(m2m_changed"),
        ("shapes/manager_methods_remove", "school.models.WatchedManager.filter", "school/models.py", "def filter("),
        (
            "shapes/manager_methods_get_or_create",
            "school.models.ItemManager.get_or_create",
            "school/models.py",
            "def get_or_create(",
        ),
    ],
)
def test_a_caveat_names_the_function_and_its_place(
    school_map: RelationMap, case: str, name: str, file: str, text: str
) -> None:
    [caveat] = finding_of(case, school_map).caveats
    assert f"{name} ({file}:{line_of(file, text)})" in caveat.message


@pytest.mark.parametrize(
    ("case", "names"),
    [
        ("shapes/own_save_add", {"school.models.BasketItem.save": ("school/models.py", "self.total =")}),
        ("create/target_links_itself", {"school.models.Singer.save": ("school/models.py", "new = self._state")}),
        ("create/receiver_links_target", {"school.signals.hand_out_trial_passes": ("school/signals.py", "=Athlete)")}),
    ],
)
def test_a_note_names_what_saving_runs(school_map: RelationMap, case: str, names: dict[str, tuple[str, str]]) -> None:
    [note] = [note for note in finding_of(case, school_map).notes if "bulk_create() makes" in note or "linked" in note]
    for name, (file, text) in names.items():
        number = line_of(file, text) - ("self" in text)
        assert f"{name} ({file}:{number})" in note


def test_a_note_names_who_hears_of_deleting(school_map: RelationMap) -> None:
    relations = replace(
        school_map,
        relations=tuple(item._replace(delete_receivers=("school.signals.gone",)) for item in school_map.relations),
        places={"school.signals.gone": "school/signals.py:1"},
    )
    case = Case("clear/forward")
    found = rewrite(str(case.before), case.source, relations, Config(), Modules([SCHOOL], relations))
    assert isinstance(found, Result)
    [finding] = found.findings
    assert [note for note in finding.notes if "school.signals.gone (school/signals.py:1)" in note]
    assert not finding.caveats


# What a person can do stands behind the last colon or semicolon, or the sentence says that nothing need be done.
ADVICE = re.compile(
    r"[;:] (do here|make sure|call|catch|leave|let|sort|check|look|save|remove|write|compare|an annotation|"
    r"`.*refresh_from_db)"
)
NOTHING_TO_DO = {CaveatName.RAISES_TODAY, CaveatName.ASYNC_BLOCK, CaveatName.SAVE_CALLED}


@pytest.mark.parametrize("case", [case for case in REWRITTEN if case.caveats], ids=str)
def test_a_caveat_says_what_can_be_done(case: Case, school_map: RelationMap) -> None:
    [finding] = case.result(school_map, unsafe_fixes=False).findings
    for caveat in finding.caveats:
        assert caveat.name in NOTHING_TO_DO or ADVICE.search(caveat.message), caveat.message


@pytest.mark.parametrize(
    ("call", "exception", "django", "said"),
    [
        ("remove(student)", "ValueError", "5.2", "an unsaved Student is ignored by the call, and raises ValueError"),
        ("remove(student)", "(TypeError, ValueError)", "5.2", "an unsaved Student is ignored by the call"),
        ("remove(student)", "ValueError", "4.2", "what the call raises for an unsaved `course`, for which this"),
        ("remove(student.pk)", "ValueError", "5.2", None),
        ("remove(student.pk)", "ValueError", "4.2", "what the call raises for an unsaved `course`, for which this"),
        ("remove(student)", "TypeError", "5.2", None),
        ("clear()", "ValueError", "5.2", None),
        ("add(student)", "TypeError", "5.2", "`except TypeError` was written for the call"),
    ],
)
def test_a_handler_is_for_what_the_call_raises(
    school_map: RelationMap, call: str, exception: str, django: str, said: str | None
) -> None:
    source = "from school.models import Course, Student\n\n\ndef run(course: Course, student: Student):\n    try:\n"
    source += f"        course.students.{call}\n    except {exception}:\n        return None\n"
    relations = replace(school_map, django=django)
    found = rewrite("views.py", source.encode(), relations, Config(), Modules([SCHOOL], relations))
    assert isinstance(found, Result)
    [finding] = found.findings
    told = [caveat.message for caveat in finding.caveats if caveat.name is CaveatName.EXCEPTION_TYPE]
    assert len(told) == (said is not None)
    assert said is None or said in told[0]


@pytest.mark.parametrize(
    ("fetch", "call", "django", "told"),
    [
        ("Course.objects.prefetch_related(Prefetch('students', queryset=few)).get()", "set([student])", "5.2", True),
        ("Course.objects.prefetch_related(Prefetch('students', queryset=few)).get()", "set([student])", "6.0", True),
        ("Course.objects.prefetch_related(Prefetch('students', queryset=few)).get()", "set([student])", "6.1", False),
        ("Course.objects.prefetch_related(Prefetch('students')).get()", "set([student], clear=True)", "5.2", False),
        ("Course.objects.prefetch_related(Prefetch('students')).get()", "add(student)", "5.2", False),
        ("Course.objects.get()", "set([student])", "5.2", False),
        ("fetched()", "set([student])", "5.2", True),
    ],
)
def test_a_prefetch_may_have_narrowed_what_set_compares_with(
    school_map: RelationMap, fetch: str, call: str, django: str, told: bool
) -> None:
    source = (
        "from django.db.models import Prefetch\nfrom school.models import Course, Student\n\n\n"
        "def fetched():\n    return Course.objects.prefetch_related(Prefetch('students')).get()\n\n\n"
        f"def run(student: Student, few):\n    course = {fetch}\n    course.students.{call}\n"
    )
    relations = replace(school_map, django=django)
    for text, named in ((source, told), (source.replace("Prefetch(", "str("), told and fetch == "fetched()")):
        text = text.replace("import Prefetch", "import Q") if text is not source else text
        found = rewrite("views.py", text.encode(), relations, Config(), Modules([SCHOOL], relations))
        assert isinstance(found, Result)
        [finding] = found.findings
        assert (CaveatName.NARROWED in {caveat.name for caveat in finding.caveats}) is named


def configured(relations: RelationMap, text: str, head: str = "") -> Finding:
    source = f"{head}from school.models import Course, Student\n\n\ndef run(course: Course, student: Student):\n"
    source += "    lowest = 'F'\n    course.students.add(student)\n    return lowest\n"
    config = Config(defaults={"school.enrollment": {"grade": text}})
    found = rewrite("views.py", source.encode(), relations, config, Modules([SCHOOL], relations))
    assert isinstance(found, Result)
    [finding] = found.findings
    return finding


@pytest.mark.parametrize(
    ("text", "head", "missing"),
    [
        ("LOWEST", "", "LOWEST"),
        ("LOWEST", "from school.grades import LOWEST\n", None),
        ("LOWEST", "from school.grades import *\n", None),
        ("lowest", "", None),
        ("max(grades.all())", "", "grades"),
        ("max(grades.all())", "from school import grades\n", None),
        ("'-'.join(part for part in 'ab')", "", None),
        ("(lambda given: given)(1)", "", None),
    ],
)
def test_a_configured_default_whose_names_mean_nothing_waits(
    school_map: RelationMap, text: str, head: str, missing: str | None
) -> None:
    finding = configured(school_map, text, head)
    told = {caveat.name: caveat.message for caveat in finding.caveats}
    assert set(told) == ({CaveatName.DEFAULTS_NAME} if missing else set())
    assert not missing or f"`{missing}` of the configured default" in told[CaveatName.DEFAULTS_NAME]
    assert finding.fixed is not bool(missing)


def test_a_note_says_what_the_configuration_adds(school_map: RelationMap) -> None:
    assert (
        "new school.Enrollment rows get grade='?', as configured; the call leaves it out"
        in configured(school_map, "'?'").notes
    )
    [note] = [
        text for text in finding_of("configured/default_and_a_variable", school_map).notes if "configured" in text
    ]
    assert note == "`extra` may hold grade, so the configured default is not added"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("create/keywords", "if `course` were not saved yet, the call would raise ValueError at once"),
        (
            "remove/unknown",
            "if `student` gives an instance without a row, the call ignores it and this raises ValueError",
        ),
        ("bulk/add_starred", "an instance of another model among them is passed over if its key is linked"),
    ],
)
def test_a_note_speaks_of_what_a_caller_decides(school_map: RelationMap, case: str, said: str) -> None:
    assert [note for note in finding_of(case, school_map).notes if note.startswith(said)]


OWN = """
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.test import TestCase

from school.models import Course, Student


class Enrolls(TestCase):
    def setUp(self):
        self.course = Course.objects.create(title="Logic")

    def test_made(self, student: Student):
        self.course.students.add(student)
        return self.course.students.count()


@receiver(post_save, sender=Course)
def heard(instance, **kwargs):
    instance.students.add(Student.objects.get())
    return instance.students.count()


def other_branch(course: Course, student: Student):
    course.students.remove(student)

    def shown():
        return course.students.count()

    return shown


def asked_anew(course: Course, student: Student):
    course.students.remove(student)
    return course.students.filter(pk=1), course.students.values_list("pk"), course.students.get(pk=1)


def read_before(course: Course, student: Student):
    count = course.students.count()
    course.students.add(student)
    return count


def written_below(course: Course, student: Student):
    course.students.remove(student)
    course.students.add(student)


def of_another(course: Course, intensive: Course, student: Student):
    course.students.remove(student)
    return intensive.students.count()


def fetched(number: int, student: Student):
    while Course.objects.exists():
        course = Course.objects.get(pk=number)
        found = course.students.count()
        course.students.add(student)
    return found
"""


def test_what_was_prefetched_by_somebody_else_is_read_in_the_same_function(school_map: RelationMap) -> None:
    found = rewrite("views.py", OWN.encode(), school_map, Config(), Modules([SCHOOL], school_map))
    assert isinstance(found, Result)
    lines = OWN.splitlines()
    unsafe = [
        next(line.split("(")[0].strip() for line in reversed(lines[: finding.line]) if line.lstrip().startswith("def"))
        for finding in found.findings
        if [caveat.name for caveat in finding.caveats] == [CaveatName.PREFETCHED]
    ]
    assert unsafe == ["def heard", "def other_branch", "def asked_anew"]
    assert len(found.findings) == 9


@pytest.mark.parametrize(
    ("receiver", "may_be"),
    [
        ("Person.objects.first()", True),
        ("found", True),
        ("waited", True),
        ("people.get('x')", True),
        ("next(iter(Person.objects.all()), None)", True),
        ("booking.person", True),
        ("maybe", True),
        ("people['x']", False),
        ("made", False),
        ("Person.objects.get(pk=1)", False),
        ("Person.objects.get_or_create(pk=1)[0]", False),
    ],
)
def test_a_receiver_may_be_none(receiver: str, may_be: bool, school_map: RelationMap) -> None:
    source = f"""
from school.models import Booking, Person

async def run(people: dict[str, Person], booking: Booking, maybe: Person | None, made: Person):
    found = Person.objects.filter(pk=1).first()
    waited = await Person.objects.alast()
    {receiver}.slot_set.clear()

def other():
    made = Person.objects.first()
    return made
"""
    found = rewrite("views.py", source.encode(), school_map, Config(), Modules([SCHOOL], school_map))
    assert isinstance(found, Result)
    [finding] = found.findings
    assert finding.known_by
    assert (CaveatName.NO_SOURCE in {caveat.name for caveat in finding.caveats}) is may_be


@pytest.mark.parametrize(("lookup", "may_be"), [("courses__students", True), ("courses__former_students", False)])
def test_what_is_prefetched_over_another_relation_is_left_stale(
    lookup: str, may_be: bool, school_map: RelationMap
) -> None:
    source = f"""
from school.models import Student

def run(student: Student):
    other = Student.objects.prefetch_related("{lookup}").get(pk=1)
    for course in other.courses.all():
        course.students.add(student)
    return [list(course.students.all()) for course in other.courses.all()]
"""
    found = rewrite("views.py", source.encode(), school_map, Config(), Modules([SCHOOL], school_map))
    assert isinstance(found, Result)
    [finding] = found.findings
    assert [caveat.name for caveat in finding.caveats] == [CaveatName.PREFETCHED] * may_be


PREFETCHING = """
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, UpdateView

from school.models import Course, Enrollment, Student

ROWS = Course.objects.filter(pk__gt=0).prefetch_related("students")
OTHERS = Course.objects.prefetch_related("former_students")

def load(pk):
    return Course.objects.filter(pk=pk).prefetch_related("students").get()

def links():
    return Enrollment.objects.select_related("course").prefetch_related("course__students")

def both(pk):
    return Course.objects.get(pk=pk) if pk > 1 else ROWS.get(pk=pk)

class Shown(DetailView):
    queryset = ROWS

class ShownOthers(DetailView):
    queryset = OTHERS
"""


@pytest.mark.parametrize(
    ("receiver", "may_be"),
    [
        ("load(pk)", True),
        ("get_object_or_404(ROWS, pk=pk)", True),
        ("links().first().course", True),
        ("both(pk)", True),
        ("[*ROWS][0]", True),
        ("Shown().get_object()", True),
        ("ShownOthers().get_object()", False),
        ("OTHERS.get(pk=pk)", False),
        ("Course.objects.get(pk=pk)", False),
    ],
)
def test_what_another_function_or_class_has_prefetched_is_left_stale(
    receiver: str, may_be: bool, school_map: RelationMap
) -> None:
    source = (
        f"{PREFETCHING}\n\ndef run(pk, student: Student):\n    course = {receiver}\n    course.students.add(student)\n"
    )
    found = rewrite("views.py", source.encode(), school_map, Config(), Modules([SCHOOL], school_map))
    assert isinstance(found, Result)
    [finding] = found.findings
    assert [caveat.name for caveat in finding.caveats] == [CaveatName.PREFETCHED] * may_be


@pytest.mark.parametrize(
    ("receiver", "may_be"),
    [("Course.objects.get(pk=1)", True), ("student.courses.first()", True), ("Course.objects.create(title='')", False)],
)
def test_what_a_manager_prefetches_is_left_stale(
    receiver: str, may_be: bool, school_map: RelationMap, tmp_path: Path
) -> None:
    (tmp_path / "loaded.py").write_text(
        "class Loaded(Manager):\n    def get_queryset(self):\n"
        "        return super().get_queryset().prefetch_related('locker', 'students')\n"
    )
    cls = ModelRef("loaded", "Loaded")
    course = school_map.models[COURSE]
    managers = (course.managers[0]._replace(cls=cls, filters=True),)
    relations = replace(school_map, models={**school_map.models, COURSE: course._replace(managers=managers)})
    source = f"""
from school.models import Course, Student

def run(student: Student):
    {receiver}.students.add(student)
"""
    found = rewrite("views.py", source.encode(), relations, Config(), Modules([tmp_path, SCHOOL], relations))
    assert isinstance(found, Result)
    [finding] = found.findings
    assert (CaveatName.PREFETCHED in {caveat.name for caveat in finding.caveats}) is may_be


@pytest.mark.parametrize(
    ("elsewhere", "may_be"),
    [
        ("Course.objects.prefetch_related('students')", True),
        ("Room.objects.prefetch_related(f'{name}__students__courses')", True),
        ("prefetch_related_objects(rooms, Prefetch('courses__students'))", True),
        ("LOOKUPS = ['students']\nCourse.objects.prefetch_related(*LOOKUPS)", True),
        ("Course.objects.prefetch_related('locker')\nCourse.students", False),
        ("Course.objects.prefetch_related('former_students', 'students_of_old')", False),
        ("Course.objects.filter('students')", False),
    ],
)
def test_what_nobody_prefetches_comes_without(
    elsewhere: str, may_be: bool, school_map: RelationMap, tmp_path: Path
) -> None:
    (tmp_path / "more.py").write_text(elsewhere)
    modules = Modules([SCHOOL], school_map)
    modules.files.listing = lambda: [str(tmp_path / "more.py")]
    source = Case("receiver/read_afterwards").before.read_bytes()
    found = rewrite("views.py", source, school_map, Config(), modules)
    assert isinstance(found, Result)
    assert [bool(finding.caveats) for finding in found.findings] == [may_be]


@pytest.mark.parametrize(
    ("prefetching", "text", "may_be"),
    [
        ("rooms.prefetch_related(*LOOKUPS)", "LOOKUPS = ['students']", True),
        ("rooms.prefetch_related(settings.LOOKUPS, 'locker')", "LOOKUPS = 'students'", True),
        ("prefetch_related_objects(rooms, *LOOKUPS)", "LOOKUPS = ['students']", True),
        ("rooms.prefetch_related(*LOOKUPS)", "LOOKUPS = ['locker']", False),
        ("rooms.prefetch_related('locker')", "FIELDS = ['students']", False),
        ("prefetch_related_objects(rooms, 'locker')", "FIELDS = ['students']", False),
    ],
)
def test_what_is_prefetched_by_a_name_that_another_file_has(
    prefetching: str, text: str, may_be: bool, school_map: RelationMap, tmp_path: Path
) -> None:
    (tmp_path / "rows.py").write_text(prefetching)
    (tmp_path / "lookups.py").write_text(text)
    modules = Modules([SCHOOL], school_map)
    modules.files.listing = lambda: [str(tmp_path / "rows.py"), str(tmp_path / "lookups.py")]
    found = rewrite("views.py", Case("receiver/read_afterwards").before.read_bytes(), school_map, Config(), modules)
    assert isinstance(found, Result)
    assert [bool(finding.caveats) for finding in found.findings] == [may_be]


@pytest.mark.parametrize(
    ("case", "told"), [("add/starred_instances", True), ("bulk/add_starred", False), ("add/several_instances", False)]
)
def test_a_loop_of_unknown_length_is_said_to_ask_for_each(school_map: RelationMap, case: str, told: bool) -> None:
    assert any(note.startswith("one or two queries") for note in finding_of(case, school_map).notes) is told


@pytest.mark.parametrize(
    "case",
    [
        "add/one_instance",
        "remove/one_instance",
        "remove/one_key",
        "through_defaults/literal",
        "receiver/just_created_and_read",
    ],
)
def test_the_everyday_call_has_no_note(school_map: RelationMap, case: str) -> None:
    finding = finding_of(case, school_map)
    assert (finding.caveats, finding.notes) == ((), ())


def test_writing_again_reads_nothing_that_was_prefetched(school_map: RelationMap) -> None:
    case = Case("receiver/read_afterwards")
    source = case.source.replace(b"return course.students.count()", b"course.students.clear()")
    findings = case.result(school_map, unsafe_fixes=False, source=source).findings
    assert [finding.method for finding in findings] == ["add", "clear"]
    assert not [note for finding in findings for note in finding.notes]
