"""A callable is called after the others are gone, even if nobody is new.

caveats: defaults-callable
"""

from django.db import transaction

from school.models import Course, Enrollment, Student


def best() -> str:
    return f"A{Student.objects.count()}"


def run(course: Course, students: list[Student]):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        grade = best()
        for student in wanted:
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
