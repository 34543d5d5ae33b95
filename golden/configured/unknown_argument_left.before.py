"""What may be an instance or a key is left where the configuration says so.

unknown-arguments: leave
"""

from school.models import Course


def run(course: Course, student):
    course.students.add(student)  # left: unknown-argument
