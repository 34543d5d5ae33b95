"""A method that is passed on is called by somebody else."""

from school.models import Course, Student


def run(course: Course, student: Student):
    add = course.students.add  # left: bound-method
    add(student)  # left: bound-method
