"""A value named like one of the pair's keys is ignored by the accessor."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.add(ada, through_defaults={"student": bob})  # left: defaults-name-pair
