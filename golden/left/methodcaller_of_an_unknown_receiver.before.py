"""A method that `operator` calls by its name is left, also where nobody knows whose it is."""

from operator import methodcaller

from school.models import Student


def enrol(course, student: Student):
    methodcaller("add", student)(course.students)  # left: unknown-receiver
