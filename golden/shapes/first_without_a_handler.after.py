"""Without one, the rows are the same: there is none without a course."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    Enrollment.objects.filter(
        course=Course.objects.order_by("pk").first(), student=student
    ).delete()
