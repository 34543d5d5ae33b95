"""One of several has no row.

caveats: unsaved-target
raises: ValueError
"""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    zoe = Student()
    zoe.name = "Zoe"
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(
            student__in=[student, zoe]
        ).delete()
        for student_to_add in (student, zoe):
            Enrollment.objects.get_or_create(course=course, student=student_to_add)
