"""A name that means something else is left alone."""

from school.models import Course, Student

Enrollment = "a leaflet"


def run(course: Course, student: Student):
    course.students.add(student)
    return Enrollment
