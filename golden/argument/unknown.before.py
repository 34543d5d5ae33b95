"""What may be an instance or a key is asked for its key.

caveats: unknown-argument
"""

from school.models import Course


def run(course: Course, student):
    course.students.add(student)
