"""The elements of a set are written out, as those of a list."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.set({ada, bob})
