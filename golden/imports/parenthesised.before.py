"""A list of names over several lines gets one more line."""

from school.models import (
    Course,
    Student,
)


def run(course: Course, student: Student):
    course.students.add(student)
