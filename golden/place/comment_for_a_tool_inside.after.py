"""A comment that a tool reads goes from inside the brackets to the end of the line."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)  # noqa: E111, read by a tool
