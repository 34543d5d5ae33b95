"""What `isinstance` finds to be a list is gone through as often as need be, whatever is passed elsewhere."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student] | Student):
    if isinstance(students, list):
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student__in=students
            ).delete()
            for student in students:
                Enrollment.objects.get_or_create(course=course, student=student)
