"""Setting many at once.

many: bulk
"""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students)
