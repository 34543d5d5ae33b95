"""A method that is asked for by its name, and called under another one, is left."""

from school.models import Course, Student


def run(course: Course, student: Student):
    enrol = getattr(course.students, "add")
    enrol(student)  # left: bound-method
