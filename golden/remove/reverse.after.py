"""From the other side the link's fields keep the order source, target."""

from school.models import Course, Enrollment, Student


def run(student: Student, course: Course):
    Enrollment.objects.filter(student=student, course=course).delete()
