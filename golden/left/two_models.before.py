"""A name that may be of two models belongs to neither."""

from school.models import Course, Locker, Student


def run(place: Course | Locker, student: Student):
    place.students.add(student)  # left: ambiguous-receiver
