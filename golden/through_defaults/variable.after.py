"""A variable is passed on.

caveats: defaults-opaque
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, extra: dict[str, str]):
    Enrollment.objects.get_or_create(course=course, student=student, defaults=extra)
