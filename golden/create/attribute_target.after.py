"""A target that is an attribute names the created one."""

from types import SimpleNamespace

from school.models import Course, Enrollment, Student


def run(course: Course):
    found = SimpleNamespace()
    found.ada = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=found.ada)
    return found.ada
