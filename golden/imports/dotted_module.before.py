"""A dotted module stays dotted."""

import school.models


def run(course: school.models.Course, student: school.models.Student):
    course.students.add(student)
