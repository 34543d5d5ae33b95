"""A set of instances may be walked twice."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.set({ada, bob})
