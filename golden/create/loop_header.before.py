"""A loop's header is evaluated once."""

from school.models import Course


def run(course: Course):
    for ada in [course.students.create(name="Ada")]:
        return ada
