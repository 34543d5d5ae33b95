"""A chain that does not fit its line gets a line for each of its calls."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course):
    with transaction.atomic():
        for student in (
            Student.objects.filter(name__startswith="B")
            .exclude(name="Barbara")
            .order_by("pk")
        ):
            Enrollment.objects.get_or_create(course=course, student=student)
