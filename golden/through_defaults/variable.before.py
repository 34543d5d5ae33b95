"""A variable is passed on.

caveats: defaults-opaque
"""

from school.models import Course, Student


def run(course: Course, student: Student, extra: dict[str, str]):
    course.students.add(student, through_defaults=extra)
