"""A child of the target is an instance of it."""

from school.models import Course, Enrollment, Scholar


def run(course: Course, scholar: Scholar):
    Enrollment.objects.get_or_create(course=course, student=scholar)
