"""A method that `operator` calls by its name on each of several accessors is left."""

from operator import methodcaller

from school.models import Course, Student


def run(course: Course, student: Student):
    list(map(methodcaller("add", student), [course.students]))  # left: accessor-alias
