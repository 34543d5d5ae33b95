"""A key goes into the column that holds it.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_id: int):
    course.students.add(student_id)
