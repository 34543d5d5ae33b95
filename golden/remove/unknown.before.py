"""A look-up takes either, so nobody needs to know which it is."""

from school.models import Course


def run(course: Course, student):
    course.students.remove(student)
