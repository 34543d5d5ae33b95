"""A course's key from the student's side.

caveats: argument-kind
"""

from school.models import Enrollment, Student


def run(student: Student, course_id: int):
    Enrollment.objects.get_or_create(student=student, course_id=course_id)
