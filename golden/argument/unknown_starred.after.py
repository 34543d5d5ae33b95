"""What may hold instances or keys is asked for the keys, one by one.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course, students):
    with transaction.atomic():
        for student in students:
            Enrollment.objects.get_or_create(
                course=course, student_id=getattr(student, "pk", student)
            )
