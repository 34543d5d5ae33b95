"""Removing what has no row does nothing, and a look-up by it raises.

caveats: unsaved-target
differs: exception, rows of Enrollment
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    zoe = Student(name="Zoe")
    Enrollment.objects.filter(course=course, student__in=[student, zoe]).delete()
