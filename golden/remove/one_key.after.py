"""A look-up takes a key as it takes an instance."""

from school.models import Course, Enrollment


def run(course: Course, student_id: int):
    Enrollment.objects.filter(course=course, student_id=student_id).delete()
