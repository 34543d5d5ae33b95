"""Keys are looped over under the column's name.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_ids: list[int]):
    course.students.add(*student_ids)
