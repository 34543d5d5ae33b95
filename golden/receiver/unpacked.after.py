"""`get_or_create` gives an instance first."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    course, _ = Course.objects.get_or_create(title="Maths")
    Enrollment.objects.get_or_create(course=course, student=student)
