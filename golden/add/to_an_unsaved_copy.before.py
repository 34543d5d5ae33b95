"""A copy that is not saved yet has nothing to link to.

caveats: unsaved-source
raises: ValueError
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.pk = None
    course.students.add(student)
