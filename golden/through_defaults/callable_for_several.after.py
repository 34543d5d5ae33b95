"""A callable is called once for all."""

from itertools import count

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    grades = count(1)
    grade = next(grades)
    with transaction.atomic():
        for student in students:
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
