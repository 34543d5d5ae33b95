"""A literal of names is used in place."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.set([ada, bob])
