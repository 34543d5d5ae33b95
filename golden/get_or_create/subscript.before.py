"""Half of the pair is taken where both are needed."""

from school.models import Course


def run(course: Course):
    ada = course.students.get_or_create(name="Ada")[0]
    return ada
