"""An instance is no list of instances: this raises today."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.set(student)  # left: invalid-call
