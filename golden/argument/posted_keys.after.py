"""What a form posts is keys as text.

caveats: argument-kind
"""

from django.db import transaction
from django.http import HttpRequest

from school.models import Course, Enrollment


def run(request: HttpRequest, course: Course):
    students = list(request.POST.getlist("student"))
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(
                course=course, student_id=getattr(student, "pk", student)
            )
