"""A line of several statements is broken where one becomes a block."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    count = len(students); course.students.set(students); count += 1
    return count
