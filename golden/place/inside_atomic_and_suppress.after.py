"""Where an error is swallowed before the transaction ends, a transaction of its own undoes what came before it.

caveats: argument-kind
"""

from contextlib import suppress

from django.db import IntegrityError, transaction

from school.models import Course, Enrollment


def run(course: Course, student_ids: list[int]):
    with transaction.atomic(), suppress(IntegrityError):
        wanted = list(student_ids)
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student_id__in=wanted
            ).delete()
            for student_id in wanted:
                Enrollment.objects.get_or_create(course=course, student_id=student_id)
