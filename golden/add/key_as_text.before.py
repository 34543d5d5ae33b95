"""A key may come as text.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_id: str):
    course.students.add(student_id)
