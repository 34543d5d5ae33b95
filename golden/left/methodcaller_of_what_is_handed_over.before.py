"""A method that `operator` calls by its name is left where the accessor is handed on to it."""

from operator import methodcaller

from school.models import Course, Student


def enrol(manager, student):
    methodcaller("add", student)(manager)  # left: accessor-alias


def run(course: Course, student: Student):
    enrol(course.students, student)
