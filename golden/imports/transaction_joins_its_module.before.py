"""The transaction module joins what comes from the same place."""

from django.db import IntegrityError, models

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students)
    return issubclass(IntegrityError, Exception), issubclass(Course, models.Model)
