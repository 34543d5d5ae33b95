"""One of several has no row.

caveats: unsaved-target
raises: ValueError
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    zoe = Student()
    zoe.name = "Zoe"
    course.students.set([student, zoe])
