"""A case of a match statement."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    match len(students):
        case 2 | 3:
            with transaction.atomic():
                Enrollment.objects.filter(course=course).exclude(
                    student__in=students
                ).delete()
                for student in students:
                    Enrollment.objects.get_or_create(course=course, student=student)
