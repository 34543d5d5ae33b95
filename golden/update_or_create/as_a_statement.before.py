"""Only a target that was created needs a link."""

from school.models import Course


def run(course: Course):
    course.students.update_or_create(name="Ada", defaults={"email": "ada@example.org"})
