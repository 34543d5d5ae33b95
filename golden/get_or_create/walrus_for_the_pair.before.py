"""A walrus for the pair stays, behind the link."""

from school.models import Course


def run(course: Course):
    if pair := course.students.get_or_create(name="Zoe"):
        return pair
