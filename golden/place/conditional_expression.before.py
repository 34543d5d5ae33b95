"""A statement that is a conditional expression keeps it."""

from school.models import Course, Student


def run(course: Course, student: Student, joins: bool):
    course.students.add(student) if joins else course.refresh_from_db()
