"""A callable is called if the one is new, by both."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def best() -> str:
    return f"A{Student.objects.count()}"


def run(course: Course, student: Student):
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student=student).delete()
        Enrollment.objects.get_or_create(
            course=course, student=student, defaults={"grade": best}
        )
