"""A star brings the link's model too."""

from school.models import *


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
