"""What may hold instances or keys is asked for the keys.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course, students):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(
                course=course, student_id=getattr(student, "pk", student)
            )
