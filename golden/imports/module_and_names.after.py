"""Where models are imported by name as well, so is the link's."""

import school.models as m
from school.models import Course, Enrollment


def run(course: Course, student: m.Student):
    Enrollment.objects.get_or_create(course=course, student=student)
