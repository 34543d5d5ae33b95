"""Removing deletes the link."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.filter(course=course, student=student).delete()
