"""A function is called where it is called, not where it is written."""

from django.db import transaction

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    with transaction.atomic():

        def later():
            course.students.add(*students)

    later()
