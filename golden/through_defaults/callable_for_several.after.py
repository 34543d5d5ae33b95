"""A callable is called once for all, even if there is nobody.

caveats: defaults-callable
"""

from itertools import count

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    grades = count(1)
    with transaction.atomic():
        grade = next(grades)
        for student in students:
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
