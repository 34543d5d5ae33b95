"""A method that `operator` calls by its name is left."""

from operator import methodcaller

from school.models import Course, Student


def run(course: Course, student: Student):
    methodcaller("add", student)(course.students)  # left: bound-method
    enrol = methodcaller("add", student)
    enrol(course.students)  # left: bound-method
