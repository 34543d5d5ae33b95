"""The argument may be named."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(objs=students)
