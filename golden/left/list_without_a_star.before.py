"""A list that is not spread raises today."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.add(students)  # left: invalid-call
