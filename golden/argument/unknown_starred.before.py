"""What may hold instances or keys is asked for the keys, one by one.

caveats: argument-kind
"""

from school.models import Course


def run(course: Course, students):
    course.students.add(*students)
