"""A transaction module that is imported is used."""

from django.db import connection, transaction

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students)
    return connection.vendor, transaction.__name__
