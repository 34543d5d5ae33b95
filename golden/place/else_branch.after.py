"""Each branch keeps its place."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student], leaves: bool):
    if leaves:
        pass
    elif students:
        wanted = list(students)
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student__in=wanted
            ).delete()
            for student in wanted:
                Enrollment.objects.get_or_create(course=course, student=student)
    else:
        pass
