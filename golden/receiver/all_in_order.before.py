"""Receiver, arguments and values are each evaluated once, in their order."""

from school.models import Course, Student


def noted(log: list[str], students: list[Student]) -> list[Student]:
    log.append("students")
    return students


def run(students: list[Student]):
    log: list[str] = []
    Course.objects.get(title="Maths").students.set(
        noted(log, students), through_defaults={"grade": log.pop()}
    )
    return log
