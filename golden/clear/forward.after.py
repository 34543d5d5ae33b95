"""Clearing deletes all links of the course."""

from school.models import Course, Enrollment


def run(course: Course):
    Enrollment.objects.filter(course=course).delete()
