"""In a lambda whose value nobody reads an expression takes the place."""

from django.db import transaction

from school.models import Course, Student


def run(course: Course, student: Student):
    transaction.on_commit(lambda: course.students.add(student))
