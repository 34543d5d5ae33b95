"""A chain of attributes may be read again and again."""

from django.db import transaction

from school.models import Enrollment, Student


def run(enrollment: Enrollment, students: list[Student]):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=enrollment.course).exclude(
            student__in=wanted
        ).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=enrollment.course, student=student)
