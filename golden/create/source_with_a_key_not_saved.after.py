"""The call refuses a source that was not saved, even if it was given the key of a row.

caveats: unsaved-source
differs: rows of Enrollment, exception
raises: ValueError
"""

from school.models import Course, Enrollment, Student


def run():
    course = Course(pk=1)
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)
