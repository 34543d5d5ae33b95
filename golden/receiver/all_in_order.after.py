"""Receiver, arguments and values are each evaluated once, in their order."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def noted(log: list[str], students: list[Student]) -> list[Student]:
    log.append("students")
    return students


def run(students: list[Student]):
    log: list[str] = []
    course = Course.objects.get(title="Maths")
    wanted = list(noted(log, students))
    grade = log.pop()
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
    return log
