"""A key may come as text.

caveats: argument-kind
"""

from school.models import Course, Enrollment


def run(course: Course, student_id: str):
    Enrollment.objects.get_or_create(course=course, student_id=student_id)
