"""A variable may be None, which `get_or_create` takes as no values.

caveats: defaults-opaque
"""

from school.models import Course


def run(course: Course, extra: dict[str, str] | None):
    course.students.create(name="Ada", through_defaults=extra)
