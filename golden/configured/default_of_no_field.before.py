"""The configuration speaks of a field that there is not.

defaults: school.Enrollment.mark=1
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)  # left: defaults-configured
