"""Keys that come as text still find the links that they name.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course, student_ids: list[str]):
    wanted = list(student_ids)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student_id__in=wanted).delete()
        for student_id in wanted:
            Enrollment.objects.get_or_create(course=course, student_id=student_id)
