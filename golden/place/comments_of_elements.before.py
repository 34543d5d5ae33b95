"""Comments among the elements of a list stay in the list."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.set([
        ada,  # always the first
        # and her friend
        bob,
    ])
