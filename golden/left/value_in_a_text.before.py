"""A text reads the value."""

from school.models import Course, Student


def run(course: Course, student: Student):
    return f"{course.students.remove(student)}"  # left: value-used
