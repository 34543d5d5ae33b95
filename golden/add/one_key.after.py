"""A key goes into the column that holds it.

caveats: argument-kind
"""

from school.models import Course, Enrollment


def run(course: Course, student_id: int):
    Enrollment.objects.get_or_create(course=course, student_id=student_id)
