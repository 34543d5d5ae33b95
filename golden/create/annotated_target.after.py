"""An annotation stays with its target."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    ada: Student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=ada)
    return ada
