"""Setting one key needs no loop.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course, student_id: int):
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student_id=student_id).delete()
        Enrollment.objects.get_or_create(course=course, student_id=student_id)
