"""The elements of a starred literal are looped over."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.add(*[ada, bob])
