"""What may hold instances or keys is asked for the keys.

caveats: unknown-argument
"""

from school.models import Course


def run(course: Course, students):
    course.students.set(students)
