"""A foreign key leads to the receiver."""

from school.models import Enrollment, Student


def run(enrollment: Enrollment, student: Student):
    Enrollment.objects.get_or_create(course=enrollment.course, student=student)
