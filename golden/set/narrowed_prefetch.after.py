"""The accessor compares with what a Prefetch has left of the rows, explicit calls with all of them.

caveats: narrowed-prefetch, prefetched
differs: rows of Enrollment
"""

from django.db import transaction
from django.db.models import Prefetch
from school.models import Course, Enrollment, Student


def run(student: Student):
    none = Student.objects.filter(name="")
    course = Course.objects.prefetch_related(Prefetch("students", queryset=none)).get(title="Maths")
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student=student).delete()
        Enrollment.objects.get_or_create(course=course, student=student)
