"""Something is made of the value."""

from school.models import Course, Student


def run(course: Course, student: Student):
    return course.students.remove(student) or student  # left: value-used
