"""A foreign key leads to the receiver."""

from school.models import Enrollment, Student


def run(enrollment: Enrollment, student: Student):
    enrollment.course.students.add(student)
