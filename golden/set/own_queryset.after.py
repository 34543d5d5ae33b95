"""What the accessor itself finds is listed before it changes."""

from django.db import transaction

from school.models import Course, Enrollment


def run(course: Course):
    students = list(course.students.exclude(name="Ada"))
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
