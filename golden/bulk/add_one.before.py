"""One is no reason for bulk.

many: bulk
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
