"""`getattr` means something else in the module, and the explicit form would need it."""

from school.models import Course


def getattr(thing, name, default):
    return default


def run(course: Course, student):
    course.students.add(student)  # left: no-name
