"""Where all are linked anew, and somebody is there, a callable is called once by both."""

from itertools import count

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    grades = count(1)
    with transaction.atomic():
        Enrollment.objects.filter(course=course).delete()
        grade = next(grades)
        for student in (ada, bob):
            Enrollment.objects.get_or_create(
                course=course, student=student, defaults={"grade": grade}
            )
    return next(grades)
