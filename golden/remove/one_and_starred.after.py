"""What is starred joins the list."""

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, others: list[Student]):
    Enrollment.objects.filter(course=course, student__in=[ada, *others]).delete()
