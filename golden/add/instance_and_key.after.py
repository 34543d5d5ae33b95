"""An instance and a key in one call.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, student_id: int):
    with transaction.atomic():
        Enrollment.objects.get_or_create(course=course, student=ada)
        Enrollment.objects.get_or_create(course=course, student_id=student_id)
