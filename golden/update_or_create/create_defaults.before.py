"""Values for a new target alone."""

from school.models import Course


def run(course: Course):
    ada, created = course.students.update_or_create(
        name="Ada", defaults={"email": ""}, create_defaults={"email": "new@example.org"}
    )
    return ada, created
