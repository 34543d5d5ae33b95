"""Django's shortcut names the model.

caveats: argument-kind
"""

from django.shortcuts import get_object_or_404

from school.models import Course, Enrollment


def run(student_id: int):
    course = get_object_or_404(Course, title="Maths")
    Enrollment.objects.get_or_create(course=course, student_id=student_id)
