"""A starred literal is looped over as it is."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.add(*[ada, bob])
