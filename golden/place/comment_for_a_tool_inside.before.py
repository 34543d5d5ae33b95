"""A comment that a tool reads goes from inside the brackets to the end of the line."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(  # noqa: E111, read by a tool
        student,
    )
