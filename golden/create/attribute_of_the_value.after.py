"""An attribute may be read of the value."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    return student.pk
