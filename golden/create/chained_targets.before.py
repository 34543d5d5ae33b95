"""Two targets share the one that was created."""

from school.models import Course


def run(course: Course):
    ada = first = course.students.create(name="Ada")
    return ada, first
