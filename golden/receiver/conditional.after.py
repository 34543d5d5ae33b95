"""Both ways lead to a course."""

from school.models import Course, Enrollment, Student


def run(maths: Course, latin: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=maths if student.email else latin, student=student
    )
