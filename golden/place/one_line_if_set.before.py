"""A one-line suite becomes a block where an expression will not do."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    if students: course.students.set(students)
