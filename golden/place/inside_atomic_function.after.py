"""A function that is a transaction needs no other."""

from django.db import transaction

from school.models import Course, Enrollment, Student


@transaction.atomic
def run(course: Course, students: list[Student]):
    for each in students:
        Enrollment.objects.filter(student=each).exclude(course=course).delete()
        Enrollment.objects.get_or_create(student=each, course=course)
