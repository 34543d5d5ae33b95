"""Double-starred values go to the target as they are."""

from school.models import Course


def run(course: Course, values: dict[str, str]):
    course.students.create(name="Ada", **values)
