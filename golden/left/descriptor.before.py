"""An accessor that its descriptor gives is left: the instance is an argument."""

from school.models import Course, Student


def run(course: Course, student: Student):
    Course.students.__get__(course).add(student)  # left: accessor-alias
