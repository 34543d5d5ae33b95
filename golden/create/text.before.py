"""A text reads the value."""

from school.models import Course


def run(course: Course, name: str):
    return f"{course.students.create(name=name)} is here"
