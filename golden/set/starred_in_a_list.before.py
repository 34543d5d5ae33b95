"""A literal with a star in it is made once."""

from school.models import Course, Student


def run(course: Course, ada: Student, others: list[Student]):
    course.students.set([ada, *others])
