"""A star brings the link's model too."""

from school.models import *


def run(course: Course, student: Student):
    course.students.add(student)
