"""A source is new in its own function, whatever another one calls by its name.

caveats: unsaved-source
differs: rows of Student
raises: ValueError
"""

from school.models import Course


def run():
    course = Course()
    course.students.create(name="Zoe")


def first():
    course = Course.objects.first()
