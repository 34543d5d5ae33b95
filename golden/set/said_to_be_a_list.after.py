"""What an annotation says is a list may be a generator in truth, and is put into one."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    if isinstance(course, Course):
        wanted = list(students)
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student__in=wanted
            ).delete()
            for student in wanted:
                Enrollment.objects.get_or_create(course=course, student=student)
