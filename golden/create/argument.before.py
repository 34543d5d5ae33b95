"""A value passed to a call is bound before the call."""

from school.models import Course


def run(course: Course):
    return str(course.students.create(name="Ada"))
