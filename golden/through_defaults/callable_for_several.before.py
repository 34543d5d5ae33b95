"""A callable is called once for all, even if there is nobody.

caveats: defaults-callable
"""

from itertools import count

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    grades = count(1)
    course.students.add(*students, through_defaults={"grade": lambda: next(grades)})
