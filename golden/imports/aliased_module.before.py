"""A module under another name."""

import school.models as m


def run(course: m.Course, student: m.Student):
    course.students.add(student)
