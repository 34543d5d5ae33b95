"""Setting a queryset at once.

many: bulk
"""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course):
    students = list(Student.objects.filter(email=""))
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        linked = set(
            Enrollment.objects.filter(course=course).values_list(
                "student_id", flat=True
            )
        )
        Enrollment.objects.bulk_create(
            [
                Enrollment(course=course, student=student, grade="?")
                for student in dict.fromkeys(students)
                if student.pk not in linked
            ]
        )
