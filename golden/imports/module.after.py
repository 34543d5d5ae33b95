"""A module's model is read from the module."""

from school import models


def run(course: models.Course, student: models.Student):
    models.Enrollment.objects.get_or_create(course=course, student=student)
