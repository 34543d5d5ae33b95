"""What is written first is evaluated first, and no explicit form begins with the values of the new links."""

from school.models import Course


def run(course: Course, pop):
    course.students.set(through_defaults={"grade": pop()}, objs=pop())  # left: no-place
