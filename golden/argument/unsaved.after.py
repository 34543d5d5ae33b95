"""An instance that is constructed on the spot has no row to link.

caveats: unsaved-target
raises: ValueError
"""

from school.models import Course, Enrollment, Student


def run(course: Course):
    Enrollment.objects.get_or_create(course=course, student=Student(name="Zoe"))
