"""What may be an instance or a key is asked for its key.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, student):
    course.students.add(student)
