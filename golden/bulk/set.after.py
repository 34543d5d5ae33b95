"""Setting many at once.

many: bulk
"""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        linked = set(
            Enrollment.objects.filter(course=course).values_list(
                "student_id", flat=True
            )
        )
        Enrollment.objects.bulk_create(
            [
                Enrollment(course=course, student=student)
                for student in dict.fromkeys(wanted)
                if student.pk not in linked
            ]
        )
