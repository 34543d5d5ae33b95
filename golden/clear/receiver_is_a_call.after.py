"""A single delete reads its receiver once, so that a call may stay in it."""

from school.models import Course, Enrollment


def run():
    Enrollment.objects.filter(course=Course.objects.get(title="Maths")).delete()
