"""Many keys stay in the loop: text among them would not be found among the linked keys.

many: bulk
caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course, student_ids: list[int]):
    with transaction.atomic():
        for student_id in student_ids:
            Enrollment.objects.get_or_create(course=course, student_id=student_id)
