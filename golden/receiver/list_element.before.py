"""An element of a list of courses is a course."""

from school.models import Course, Student


def run(courses: list[Course], student: Student):
    courses[0].students.add(student)
