"""The elements of a tuple are written out."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.set((ada, bob))
