"""A list of names over several lines gets one more line."""

from school.models import (
    Course,
    Enrollment,
    Student,
)


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
