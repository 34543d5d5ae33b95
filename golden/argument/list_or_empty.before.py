"""An empty list beside the list adds no other kind."""

from school.models import Course, Student


def run(course: Course, students: list[Student] | None):
    course.students.set(students or [])
