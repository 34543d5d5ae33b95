"""Comments among the arguments stay."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.add(
        ada,  # always the first
        # and her friend
        bob,
    )
