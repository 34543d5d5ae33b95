"""A walrus for half of the pair names that half."""

from school.models import Course


def run(course: Course):
    if (zoe := course.students.get_or_create(name="Zoe")[0]).email == "":
        return zoe.name
