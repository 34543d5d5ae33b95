"""A block does not fit a lambda."""

from django.db import transaction

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    transaction.on_commit(lambda: course.students.set(students))  # left: no-place
