"""A name that means something else is left alone."""

from school.models import Course, Student
from school.models import Enrollment as SchoolEnrollment

Enrollment = "a leaflet"


def run(course: Course, student: Student):
    SchoolEnrollment.objects.get_or_create(course=course, student=student)
    return Enrollment
