"""A copy that is not saved yet has no row to link.

caveats: unsaved-target
raises: ValueError
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    student.pk = None
    student.name = "Zoe"
    Enrollment.objects.get_or_create(course=course, student=student)
