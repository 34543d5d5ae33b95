"""A model that the file has called `models.Enrollment` is called so again, though others are imported by name."""

from school import models
from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
    return models.Enrollment.objects.count()
