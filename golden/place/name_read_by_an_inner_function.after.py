"""A name that an inner function reads is taken."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    def everybody():
        return student

    student = len(students)
    with transaction.atomic():
        for student_to_add in students:
            Enrollment.objects.get_or_create(course=course, student=student_to_add)
    return everybody()
