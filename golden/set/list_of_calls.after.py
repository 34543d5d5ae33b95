"""A literal of calls is evaluated once."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course):
    students = [Student.objects.get(name="Ada"), Student.objects.get(name="Bob")]
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
