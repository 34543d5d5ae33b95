"""A comment beside the statement stays with it."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    # everybody starts here
    Enrollment.objects.get_or_create(course=course, student=student)  # without a grade
    # and goes on
