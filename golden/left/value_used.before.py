"""The call gives None, its replacement something: a value that is used has no equivalent."""

from school.models import Course, Student


def run(course: Course, student: Student):
    result = course.students.add(student)  # left: value-used
    return result
