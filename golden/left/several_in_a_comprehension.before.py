"""A block does not fit a comprehension."""

from school.models import Course, Student


def run(courses: list[Course], ada: Student, bob: Student):
    [course.students.add(ada, bob) for course in courses]  # left: no-place
