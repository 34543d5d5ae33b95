"""The value decides."""

from school.models import Course, Student


def run(course: Course, student: Student):
    if course.students.add(student):  # left: value-used
        return student
