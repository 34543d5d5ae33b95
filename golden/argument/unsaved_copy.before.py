"""A copy that is not saved yet has no row to link.

caveats: unsaved-target
raises: ValueError
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    student.pk = None
    student.name = "Zoe"
    course.students.add(student)
