"""A one-line suite stays one where an expression will do."""

from school.models import Course, Student


def run(course: Course, student: Student):
    if student.name: course.students.add(student)
