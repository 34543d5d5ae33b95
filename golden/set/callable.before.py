"""A callable is called after the others are gone, even if nobody is new.

caveats: defaults-callable
"""

from school.models import Course, Student


def best() -> str:
    return f"A{Student.objects.count()}"


def run(course: Course, students: list[Student]):
    course.students.set(students, through_defaults={"grade": best})
