"""A queryset of the relation is listed before everything is cleared."""

from school.models import Course


def run(course: Course):
    course.students.set(course.students.filter(name="Ada"), clear=True)
