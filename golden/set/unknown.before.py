"""What may hold instances or keys is asked for the keys.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, students):
    course.students.set(students)
