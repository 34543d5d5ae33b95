"""A method as an argument is called by somebody else."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    list(map(course.students.add, students))  # left: bound-method
