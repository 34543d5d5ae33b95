"""A created target keeps its name; `through_defaults` are the link's own fields."""

from school.models import Course


def run(course: Course):
    ada = course.students.create(name="Ada", through_defaults={"grade": "B+"})
    return ada
