"""A value that costs something is computed once."""

from school.models import Course, Student


def best() -> str:
    return "A+"


def run(course: Course, students: list[Student]):
    course.students.add(*students, through_defaults={"grade": best()})
