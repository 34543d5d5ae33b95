"""A loop's condition is evaluated many times."""

from school.models import Course


def run(course: Course):
    while course.students.create(name="Ada").pk < 20:  # left: no-place
        pass
