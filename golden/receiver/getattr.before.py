"""An accessor whose name is a literal is an accessor."""

from school.models import Course, Student


def run(course: Course, student: Student):
    getattr(course, "students").add(student)
