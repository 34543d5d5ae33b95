"""A dictionary is cleared."""

from school.models import Course


def run(course: Course):
    found = {"students": {1, 2}}
    found["students"].clear()
    return found
