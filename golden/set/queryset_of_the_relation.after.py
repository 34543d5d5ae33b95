"""A queryset is listed before the delete changes what it finds."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course):
    with transaction.atomic():
        wanted = list(Student.objects.exclude(courses=course))
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=course, student=student)
