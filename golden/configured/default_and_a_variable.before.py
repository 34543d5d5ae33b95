"""A variable may hold the field, so nothing is added.

caveats: defaults-opaque
defaults: school.Enrollment.grade="?"
"""

from school.models import Course, Student


def run(course: Course, student: Student, extra: dict[str, str]):
    course.students.add(student, through_defaults=extra)
