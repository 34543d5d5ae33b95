"""A transaction that is open already is not opened twice."""

from django.db import transaction

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    with transaction.atomic():
        course.students.set(students)
