"""Clearing from the other side deletes all links of the student."""

from school.models import Student


def run(student: Student):
    student.courses.clear()
