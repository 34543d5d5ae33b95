"""A generator expression is consumed by the look-up."""

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    Enrollment.objects.filter(
        course=course, student__in=[student for student in students if student.email]
    ).delete()
