"""A set of Python's is no accessor."""

from school.models import Student


def run(student: Student):
    students = set()
    students.add(student)
    return len(students)
