"""Setting one key needs no loop.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_id: int):
    course.students.set([student_id])
