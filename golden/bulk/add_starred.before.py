"""Many at once take two queries.

many: bulk
"""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.add(*students)
