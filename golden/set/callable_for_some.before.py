"""Where all are linked anew, and somebody is there, a callable is called once by both."""

from itertools import count

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    grades = count(1)
    course.students.set([ada, bob], clear=True, through_defaults={"grade": lambda: next(grades)})
    return next(grades)
