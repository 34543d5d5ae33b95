"""A call without arguments writes nothing."""

from school.models import Course


def run(course: Course):
    course.students.add()  # left: no-arguments
