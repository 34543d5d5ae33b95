"""A callable is called if the one is new, by both."""

from school.models import Course, Student


def best() -> str:
    return f"A{Student.objects.count()}"


def run(course: Course, student: Student):
    course.students.set([student], through_defaults={"grade": best})
