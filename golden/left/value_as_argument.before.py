"""The value goes on."""

from school.models import Course, Student


def run(course: Course, student: Student):
    print(course.students.add(student))  # left: value-used
