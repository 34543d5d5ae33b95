"""Whether a transaction is open has nothing to do with one row."""

from django.db import transaction

from school.models import Course, Student


def run(student: Student):
    with transaction.atomic():
        course = Course.objects.select_for_update().get(title="Maths")
        course.students.add(student)
