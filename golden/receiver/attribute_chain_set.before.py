"""A chain of attributes may be read again and again."""

from school.models import Enrollment, Student


def run(enrollment: Enrollment, students: list[Student]):
    enrollment.course.students.set(students)
