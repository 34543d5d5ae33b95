"""A dictionary in a variable is looked into as well."""

from school.models import Course, Student


def run(course: Course, student: Student, other: Student):
    extra = dict(grade="A")
    extra["student"] = other
    course.students.add(student, through_defaults=extra)  # left: defaults-name-pair
