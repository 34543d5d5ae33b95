"""A starred literal is looped over as it is."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    with transaction.atomic():
        for student in (ada, bob):
            Enrollment.objects.get_or_create(course=course, student=student)
