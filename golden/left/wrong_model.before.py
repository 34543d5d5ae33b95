"""An instance of another model raises today."""

from school.models import Course


def run(course: Course, other: Course):
    course.students.add(other)  # left: wrong-model
