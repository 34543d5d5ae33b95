"""A chain of attributes is read once where it is needed often."""

from school.models import Enrollment, Student


def run(enrollment: Enrollment, students: list[Student]):
    enrollment.course.students.set(students)
