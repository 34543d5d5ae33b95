"""A name that holds either is asked for its key.

caveats: argument-kind
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student | int):
    Enrollment.objects.get_or_create(
        course=course, student_id=getattr(student, "pk", student)
    )
