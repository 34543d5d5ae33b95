"""A walrus in a condition is bound before the condition."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    if ada := student:
        return ada.name
