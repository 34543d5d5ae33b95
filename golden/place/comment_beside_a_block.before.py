"""A comment beside a statement that becomes a block stays."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students)  # the others leave
