"""Nothing is nothing."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    Enrollment.objects.filter(course=course).delete()
    return Student.objects.count()
