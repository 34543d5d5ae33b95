"""A receiver that must be named gets a free name."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    source_course = Course.objects.get(title="Latin")
    with transaction.atomic():
        Enrollment.objects.filter(course=source_course).exclude(
            student__in=students
        ).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=source_course, student=student)
    return course
