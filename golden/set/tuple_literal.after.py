"""The elements of a tuple are written out."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(
            student__in=[ada, bob]
        ).delete()
        for student in (ada, bob):
            Enrollment.objects.get_or_create(course=course, student=student)
