"""A blank line between arguments stays one."""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course):
    student_ids = [
        1,

        2,  # the second
    ]
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(
            student_id__in=student_ids
        ).delete()
        for student_id in student_ids:
            Enrollment.objects.get_or_create(course=course, student_id=student_id)
