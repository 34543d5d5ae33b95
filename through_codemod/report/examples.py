"""What does each kind of write look like before it is rewritten, and after? One golden case of each.

The package is installed without them, so they are written out here, and a test holds them against the files.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """The function in `golden/<case>.before.py`, and what becomes of it."""

    case: str
    before: str
    after: str


EXAMPLES = {
    "TM101": Example(
        "add/one_instance",
        """\
def run(course: Course, student: Student):
    course.students.add(student)
""",
        """\
def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
""",
    ),
    "TM102": Example(
        "remove/one_instance",
        """\
def run(course: Course, student: Student):
    course.students.remove(student)
""",
        """\
def run(course: Course, student: Student):
    Enrollment.objects.filter(course=course, student=student).delete()
""",
    ),
    "TM103": Example(
        "set/known_list",
        """\
def run(course: Course, students: list[Student]):
    course.students.set(students)
""",
        """\
def run(course: Course, students: list[Student]):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=course, student=student)
""",
    ),
    "TM104": Example(
        "clear/forward",
        """\
def run(course: Course):
    course.students.clear()
""",
        """\
def run(course: Course):
    Enrollment.objects.filter(course=course).delete()
""",
    ),
    "TM105": Example(
        "create/assigned",
        """\
def run(course: Course):
    ada = course.students.create(name="Ada", through_defaults={"grade": "B+"})
    return ada
""",
        """\
def run(course: Course):
    ada = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=ada, grade="B+")
    return ada
""",
    ),
    "TM106": Example(
        "get_or_create/returned",
        """\
def run(course: Course):
    return course.students.get_or_create(name="Ada")
""",
        """\
def run(course: Course):
    student, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=student)
    return student, created
""",
    ),
    "TM107": Example(
        "update_or_create/as_a_statement",
        """\
def run(course: Course):
    course.students.update_or_create(name="Ada", defaults={"email": "ada@example.org"})
""",
        """\
def run(course: Course):
    student, created = course.students.all().update_or_create(
        name="Ada", defaults={"email": "ada@example.org"}
    )
    if created:
        Enrollment.objects.create(course=course, student=student)
""",
    ),
}
