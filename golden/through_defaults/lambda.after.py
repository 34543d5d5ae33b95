"""What a lambda gives is written out."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=course, student=student, defaults={"grade": "A+"}
    )
