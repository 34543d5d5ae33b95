"""An accessor that is read by its name with Python's own method is left."""

from school.models import Course, Student


def run(course: Course, student: Student):
    object.__getattribute__(course, "students").add(student)  # left: accessor-alias
