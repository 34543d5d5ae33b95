"""A comment that a tool reads stays beside the call, however long the line becomes."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)  # noqa: E111, read by a tool
