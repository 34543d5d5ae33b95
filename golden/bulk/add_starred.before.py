"""Many at once take two queries.

many: bulk
differs: exception type
"""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.add(*students)
