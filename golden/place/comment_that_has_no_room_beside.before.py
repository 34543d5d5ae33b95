"""A comment beside a call goes above it where it has no room beside the new one."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)  # she came back from abroad
