"""An attribute may be read of the value."""

from school.models import Course


def run(course: Course):
    return course.students.create(name="Ada").pk
