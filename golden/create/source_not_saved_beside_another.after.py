"""A source is new in its own function, whatever another one calls by its name.

caveats: unsaved-source
differs: rows of Student
raises: ValueError
"""

from school.models import Course, Enrollment, Student


def run():
    course = Course()
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)


def first():
    course = Course.objects.first()
