"""Double-starred values go to the target as they are.

caveats: defaults-opaque
"""

from school.models import Course


def run(course: Course, values: dict[str, str]):
    course.students.create(name="Ada", **values)
