"""A condition written as an operator keeps it."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    student.email and Enrollment.objects.filter(course=course, student=student).delete()
