"""Whether it was created matters, so the underscore gets a name."""

from school.models import Course


def run(course: Course):
    ada, _ = course.students.get_or_create(name="Ada")
    return ada
