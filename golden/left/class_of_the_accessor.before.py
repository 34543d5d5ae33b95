"""A method that is called on the accessor's class is left."""

from school.models import Course, Student


def run(course: Course, student: Student):
    type(course.students).add(course.students, student)  # left: accessor-alias
