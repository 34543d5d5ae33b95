"""Names are found where none were asked for."""

from school.models import Course


def run(course: Course):
    course.students.get_or_create(name="Ada")
