"""Two statements do not fit a comprehension."""

from school.models import Course


def run(course: Course, names: list[str]):
    return [course.students.create(name=name) for name in names]  # left: no-place
