"""What is starred may stand behind what is not."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, others: list[Student]):
    with transaction.atomic():
        for student in (ada, *others):
            Enrollment.objects.get_or_create(course=course, student=student)
