"""Keys that come as text still find the links that they name.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_ids: list[str]):
    course.students.set(student_ids)
