"""A comment beside one of the arguments stays beside it."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(
        student,
        through_defaults={"grade": "?"},  # nobody knows yet
    )
