"""A child of the target is an instance of it."""

from school.models import Course, Scholar


def run(course: Course, scholar: Scholar):
    course.students.add(scholar)
