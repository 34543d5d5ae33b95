"""A pair under one name is read by its places."""

from school.models import Course


def run(course: Course):
    pair = course.students.get_or_create(name="Ada")
    return pair
