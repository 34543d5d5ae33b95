"""A queryset of the relation is listed before everything is cleared."""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course):
    students = list(course.students.filter(name="Ada"))
    with transaction.atomic():
        Enrollment.objects.filter(course=course).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
