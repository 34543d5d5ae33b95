"""A suite of several statements on one line is broken up."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    while True: course.students.set(students); break
