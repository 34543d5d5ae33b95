"""A variable may hold the field, so nothing is added.

caveats: defaults-opaque
defaults: school.Enrollment.grade="?"
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, extra: dict[str, str]):
    Enrollment.objects.get_or_create(course=course, student=student, defaults=extra)
