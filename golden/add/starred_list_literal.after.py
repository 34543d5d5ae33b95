"""The elements of a starred literal are looped over."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    with transaction.atomic():
        for student in (ada, bob):
            Enrollment.objects.get_or_create(course=course, student=student)
