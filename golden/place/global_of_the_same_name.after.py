"""A global that the function reads is not made a local of it."""

from django.db import transaction

from school.models import Course, Enrollment, Student

student = "anybody"


def run(course: Course, students: list[Student]):
    wanted = list(students)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student_to_add in wanted:
            Enrollment.objects.get_or_create(course=course, student=student_to_add)
    return student
