"""Comments among the elements of a list stay in the list."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    students = [
        ada,  # always the first
        # and her friend
        bob,
    ]
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
