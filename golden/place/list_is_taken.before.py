"""A function of Python's that the explicit form needs means something else here: the call stays."""

from school.models import Course


def run(course: Course, list):
    course.students.set(list)  # left: no-name
