"""A function that is a transaction needs no other."""

from django.db import transaction

from school.models import Course, Student


@transaction.atomic
def run(course: Course, students: list[Student]):
    for each in students:
        each.courses.set([course])
