"""A value among others is bound first."""

from school.models import Course


def run(course: Course):
    ada, grade = course.students.create(name="Ada"), "B+"
    return ada, grade
