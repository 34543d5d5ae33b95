"""A condition written as an operator keeps it."""

from school.models import Course, Student


def run(course: Course, student: Student):
    student.email and course.students.remove(student)
