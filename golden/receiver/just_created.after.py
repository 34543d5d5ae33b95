"""What was created a line before needs nobody to vouch for it."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    course = Course.objects.create(title="Art")
    Enrollment.objects.get_or_create(course=course, student=student)
