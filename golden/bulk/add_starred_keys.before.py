"""Many keys stay in the loop: text among them would not be found among the linked keys.

many: bulk
caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student_ids: list[int]):
    course.students.add(*student_ids)
