"""Creating through the accessor is creating the target, then its link."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
