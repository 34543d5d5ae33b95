"""A model that is imported under another name keeps it."""

from school.models import Course, Student
from school.models import Enrollment as Place


def run(course: Course, student: Student):
    course.students.add(student)
    return Place.objects.count()
