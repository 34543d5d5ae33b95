"""Of several comments that tools read none is favoured."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    # noqa: E111, read by a tool
    # type: ignore[arg-type]
    Enrollment.objects.get_or_create(course=course, student=student)
