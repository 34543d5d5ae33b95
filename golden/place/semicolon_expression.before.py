"""A line of several statements stays one where an expression will do."""

from school.models import Course, Student


def run(course: Course, student: Student):
    count = 1; course.students.add(student)
    return count
