"""A single delete reads its receiver once, so that a call may stay in it."""

from school.models import Course


def run():
    Course.objects.get(title="Maths").students.clear()
