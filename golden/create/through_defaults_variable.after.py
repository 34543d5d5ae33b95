"""A variable may be None, which `get_or_create` takes as no values.

caveats: defaults-opaque
"""

from school.models import Course, Enrollment, Student


def run(course: Course, extra: dict[str, str] | None):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.get_or_create(course=course, student=student, defaults=extra)
