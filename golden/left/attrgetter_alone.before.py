"""What `operator` reads by the accessor's name is left: the instance is named elsewhere."""

from operator import attrgetter

from school.models import Course, Student


def run(course: Course, student: Student):
    students = attrgetter("students")
    students(course).add(student)  # left: accessor-alias
