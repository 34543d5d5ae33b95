"""Setting from the other side."""

from school.models import Course, Student


def run(student: Student, courses: list[Course]):
    student.courses.set(courses)
