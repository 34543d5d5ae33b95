"""What is returned is None before and after, and at the end of a function that goes without saying."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
