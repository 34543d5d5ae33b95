"""A local name hides the module of the same name."""

from django.db import transaction as db_transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student], transaction: str):
    wanted = list(students)
    with db_transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=course, student=student)
    return transaction
