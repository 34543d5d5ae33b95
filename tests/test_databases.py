"""Do the explicit calls of a project with several databases go where the accessor's went: to the instance's own?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from through_codemod.codemod import Applicability, Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

HEAD = "from school.models import Course, Enrollment, Friendship, Person, Student\n"
ROUTED = "using=router.db_for_write(Enrollment, instance=course)"


@pytest.mark.parametrize(
    ("call", "becomes"),
    [
        ("course.students.add(ada)", "course.enrollment_set.get_or_create(student=ada)"),
        ("course.students.remove(ada)", "course.enrollment_set.filter(student=ada).delete()"),
        ("course.students.clear()", "course.enrollment_set.all().delete()"),
        (
            "course.students.set([ada])",
            f"with transaction.atomic({ROUTED}):\n"
            "    course.enrollment_set.exclude(student=ada).delete()\n"
            "    course.enrollment_set.get_or_create(student=ada)",
        ),
        (
            "course.students.add(ada, bob)",
            f"with transaction.atomic({ROUTED}):\n"
            "    for student in (ada, bob):\n"
            "        course.enrollment_set.get_or_create(student=student)",
        ),
        (
            'course.students.create(name="Zoe")',
            "student = Student.objects.db_manager(\n"
            "    router.db_for_write(type(course), instance=course)\n"
            ').create(name="Zoe")\n'
            "course.enrollment_set.create(student=student)",
        ),
        (
            "person.friends.add(friend)",
            "with transaction.atomic():\n"
            "    Friendship.objects.get_or_create(person=person, friend=friend)\n"
            "    Friendship.objects.get_or_create(person=friend, friend=person)",
        ),
    ],
)
@pytest.mark.parametrize("changed", [{"databases": ("default", "archive")}, {"routers": ("school.routers.Router",)}])
def test_through_the_reverse_foreign_key(
    school_map: RelationMap, tmp_path: Path, changed: dict[str, tuple[str, ...]], call: str, becomes: str
) -> None:
    relations = replace(school_map, **changed)  # type: ignore[arg-type]
    parameters = "course: Course, ada: Student, bob: Student, person: Person, friend: Person"
    source = f"{HEAD}\n\ndef run({parameters}):\n    {call}\n".encode()
    modules = Modules([tmp_path], relations)
    result = rewrite(str(tmp_path / "views.py"), source, relations, Config(unsafe_fixes=True), modules)
    assert isinstance(result, Result)
    (finding,) = result.findings
    assert "databases" in {caveat.name for caveat in finding.caveats}
    body = result.output.decode().partition("):\n")[2]
    assert body == "".join(f"    {line}\n" for line in becomes.splitlines())
    held = rewrite(str(tmp_path / "views.py"), source, relations, Config(), modules)
    assert isinstance(held, Result)
    assert held.output == source
    assert held.findings[0].applicability is Applicability.UNSAFE
