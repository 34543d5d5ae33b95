"""A module under another name."""

import school.models as m


def run(course: m.Course, student: m.Student):
    m.Enrollment.objects.get_or_create(course=course, student=student)
