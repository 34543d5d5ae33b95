"""Clearing from the other side deletes all links of the student."""

from school.models import Enrollment, Student


def run(student: Student):
    Enrollment.objects.filter(student=student).delete()
