"""Comments beside what stays go with it, those for the whole call above it."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.remove(  # they have left
        ada,  # in spring
        bob,
        # and that is all
    )
