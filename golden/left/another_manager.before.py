"""An accessor that was given another manager does what that one does."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students(manager="objects").add(student)  # left: accessor-configured
