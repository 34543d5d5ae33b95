"""A receiver that is a call is evaluated once, where it stood."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(students: list[Student]):
    course = Course.objects.get(title="Maths")
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=course, student=student)
