"""What a form posts is keys as text."""

from django.db import transaction
from django.http import HttpRequest

from school.models import Course, Enrollment


def run(request: HttpRequest, course: Course):
    student_ids = request.POST.getlist("student")
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(
            student_id__in=student_ids
        ).delete()
        for student_id in student_ids:
            Enrollment.objects.get_or_create(course=course, student_id=student_id)
