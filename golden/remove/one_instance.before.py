"""Removing deletes the link."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.remove(student)
