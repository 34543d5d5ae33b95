"""The list's name never takes a name that is in scope."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course):
    wanted = Student.objects.filter(email="")
    students = list(wanted)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)
    return wanted.count()
