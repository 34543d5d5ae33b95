"""A value that costs something is computed once."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def best() -> str:
    return "A+"


def run(course: Course, students: list[Student]):
    grade = best()
    with transaction.atomic():
        for student in students:
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
