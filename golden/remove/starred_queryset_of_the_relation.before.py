"""A queryset becomes a subquery of the delete."""

from school.models import Course


def run(course: Course):
    course.students.remove(*course.students.filter(name="Ada"))
