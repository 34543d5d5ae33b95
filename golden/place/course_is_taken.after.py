"""A receiver that must be named gets a free name."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    other_course = Course.objects.get(title="Latin")
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=other_course).exclude(
            student__in=wanted
        ).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=other_course, student=student)
    return course
