"""Filtering takes an instance as well as a key.

unknown-arguments: leave
"""

from school.models import Course, Enrollment


def run(course: Course, student):
    Enrollment.objects.filter(course=course, student=student).delete()
