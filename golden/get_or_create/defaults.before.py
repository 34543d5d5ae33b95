"""Defaults are the target's, through_defaults the link's."""

from school.models import Course


def run(course: Course):
    ada, created = course.students.get_or_create(
        name="Ada",
        defaults={"email": "ada@example.org"},
        through_defaults={"grade": "B+"},
    )
    return ada, created
