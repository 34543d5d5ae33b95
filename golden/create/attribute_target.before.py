"""A target that is an attribute names the created one."""

from types import SimpleNamespace

from school.models import Course


def run(course: Course):
    found = SimpleNamespace()
    found.ada = course.students.create(name="Ada")
    return found.ada
