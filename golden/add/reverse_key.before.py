"""A course's key from the student's side.

caveats: argument-kind
"""

from school.models import Student


def run(student: Student, course_id: int):
    student.courses.add(course_id)
