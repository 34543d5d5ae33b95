"""A receiver that is a call is evaluated once, where it stood."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(students: list[Student]):
    course = Course.objects.get(title="Maths")
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
