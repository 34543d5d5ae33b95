"""In a lambda whose value nobody reads an expression takes the place."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    transaction.on_commit(
        lambda: Enrollment.objects.get_or_create(course=course, student=student)
    )
