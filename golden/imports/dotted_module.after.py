"""A dotted module stays dotted."""

import school.models


def run(course: school.models.Course, student: school.models.Student):
    school.models.Enrollment.objects.get_or_create(course=course, student=student)
