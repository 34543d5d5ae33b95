"""A loop's variable is not taken for the tool's own."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student], other: Student):
    while students:
        student = students.pop()
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student__in=[student, other]
            ).delete()
            for student_to_add in (student, other):
                Enrollment.objects.get_or_create(course=course, student=student_to_add)
