"""A receiver that is a call is evaluated once, where it stood."""

from school.models import Course, Student


def run(students: list[Student]):
    Course.objects.get(title="Maths").students.set(students)
