"""The updated one has its link already."""

from school.models import Course


def run(course: Course):
    ada, created = course.students.update_or_create(
        name="Ada", defaults={"email": "new@example.org"}
    )
    return ada, created
