"""A comment beside the statement stays with it."""

from school.models import Course, Student


def run(course: Course, student: Student):
    # everybody starts here
    course.students.add(student)  # without a grade
    # and goes on
