"""From the other side the loop's variable is named after the other key."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(student: Student, maths: Course, latin: Course):
    with transaction.atomic():
        for course in (maths, latin):
            Enrollment.objects.get_or_create(student=student, course=course)
