"""A walrus in a condition is bound before the condition."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    ada = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=ada)
    if ada:
        return ada.name
