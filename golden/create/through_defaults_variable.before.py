"""A variable may be None: it is asked for only when it holds values."""

from school.models import Course


def run(course: Course, extra: dict[str, str] | None):
    course.students.create(name="Ada", through_defaults=extra)
