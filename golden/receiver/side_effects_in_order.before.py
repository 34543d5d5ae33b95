"""Receiver, argument and values are evaluated in their order, each once."""

from school.models import Course, Student

log = []


def noted_course(course: Course) -> Course:
    log.append("course")
    return course


def run(course: Course, student: Student):
    noted_course(course).students.add(student, through_defaults={"grade": log[0]})
    return log
