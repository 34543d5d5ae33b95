"""Where the link's name means something else, the module that is there is better than another name."""

import school.models as m
from school.models import Course

Enrollment = "a leaflet"


def run(course: Course, student: m.Student):
    course.students.add(student)
    return Enrollment
