"""A comment beside one of the arguments stays beside it."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=course,
        student=student,
        defaults={"grade": "?"},  # nobody knows yet
    )
