"""A text reads the value."""

from school.models import Course


def run(course: Course):
    return f"{course.students.create(name='Ada')} is here"
