"""A target that is an attribute names the created one."""

from types import SimpleNamespace

from school.models import Course, Enrollment, Student


def run(course: Course):
    found = SimpleNamespace()
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    found.ada = student
    return found.ada
