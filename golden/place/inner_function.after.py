"""A function in a function sees the names around it."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    student = "Ada"

    def enroll():
        with transaction.atomic():
            for student_to_add in students:
                Enrollment.objects.get_or_create(course=course, student=student_to_add)
        return student

    return enroll()
