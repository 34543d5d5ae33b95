"""Many keys at once take two queries.

many: bulk
"""

from school.models import Course


def run(course: Course, student_ids: list[int]):
    course.students.add(*student_ids)
