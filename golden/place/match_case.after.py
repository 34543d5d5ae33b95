"""A case of a match statement."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    match len(students):
        case 2 | 3:
            wanted = list(students)
            with transaction.atomic():
                Enrollment.objects.filter(course=course).exclude(
                    student__in=wanted
                ).delete()
                for student in wanted:
                    Enrollment.objects.get_or_create(course=course, student=student)
