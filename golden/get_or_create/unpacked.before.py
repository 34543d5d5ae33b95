"""It looks only among the course's own students, so `.all()` stays."""

from school.models import Course


def run(course: Course):
    ada, created = course.students.get_or_create(name="Ada")
    return ada, created
