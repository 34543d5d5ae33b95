"""A loop's variable is not taken for the tool's own."""

from school.models import Course, Student


def run(course: Course, students: list[Student], other: Student):
    while students:
        student = students.pop()
        course.students.set([student, other])
