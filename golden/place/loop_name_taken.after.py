"""The loop's variable never takes a name that is in scope."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, students: list[Student]):
    with transaction.atomic():
        for student_to_add in students:
            Enrollment.objects.get_or_create(course=course, student=student_to_add)
    return student
