"""A value for a field that the link does not have: the call raises for every new link."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student, through_defaults={"mark": 1})  # left: defaults-unknown
