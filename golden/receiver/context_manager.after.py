"""Whether a transaction is open has nothing to do with one row."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(student: Student):
    with transaction.atomic():
        course = Course.objects.select_for_update().get(title="Maths")
        Enrollment.objects.get_or_create(course=course, student=student)
