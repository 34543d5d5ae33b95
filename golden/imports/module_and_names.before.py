"""Where models are imported by name as well, so is the link's."""

import school.models as m
from school.models import Course


def run(course: Course, student: m.Student):
    course.students.add(student)
