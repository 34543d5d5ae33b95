"""A walrus in a condition is bound before the condition."""

from school.models import Course


def run(course: Course):
    if ada := course.students.create(name="Ada"):
        return ada.name
