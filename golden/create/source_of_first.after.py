"""None would be refused after the target is made.

caveats: no-source
differs: exception type, rows of Student
"""

from school.models import Course, Enrollment, Student


def run():
    course = Course.objects.exclude(students=None).first()
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
