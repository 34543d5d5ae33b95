"""The link's values are defaults: a student who is in keeps the old grade."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=course, student=student, defaults={"grade": "B+"}
    )
