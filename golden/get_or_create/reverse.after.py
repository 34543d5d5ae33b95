"""Looks among the student's own courses."""

from school.models import Enrollment, Student


def run(student: Student):
    course, created = student.courses.all().get_or_create(title="Maths")
    if created:
        Enrollment.objects.create(student=student, course=course)
    return course, created
