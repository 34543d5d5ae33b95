"""A name that holds either is asked for its key.

caveats: argument-kind
"""

from school.models import Course, Student


def run(course: Course, student: Student | int):
    course.students.add(student)
