"""Receiver, argument and values are evaluated in their order, each once."""

from school.models import Course, Student

log = []


def noted(value):
    log.append(value)
    return value


def run(course: Course, student: Student):
    noted([course])[0].students.add(noted(student), through_defaults=noted({"grade": "A"}))
    return log
