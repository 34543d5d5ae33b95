"""What is callable is called, whether there is a row to make or not."""

from school.models import Course, Enrollment, Student


def best() -> str:
    return "A+"


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=course, student=student, defaults={"grade": best()}
    )
