"""A dictionary in a variable is looked into as well."""

from school.models import Course, Student


def run(course: Course, student: Student):
    extra = {"grade": "A", "mood": "good"}
    course.students.add(student, through_defaults=extra)  # left: defaults-unknown
