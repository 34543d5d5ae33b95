"""A value passed to a call is bound before the call."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    return str(student)
