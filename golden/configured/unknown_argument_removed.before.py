"""Filtering takes an instance as well as a key.

unknown-arguments: leave
"""

from school.models import Course


def run(course: Course, student):
    course.students.remove(student)
