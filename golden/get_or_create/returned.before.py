"""A returned pair is unpacked first."""

from school.models import Course


def run(course: Course):
    return course.students.get_or_create(name="Ada")
