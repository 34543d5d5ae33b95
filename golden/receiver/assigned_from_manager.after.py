"""A name that a manager gave its value."""

from school.models import Course, Enrollment, Student


def run():
    course = Course.objects.get(title="Maths")
    ada = Student.objects.get(name="Ada")
    Enrollment.objects.get_or_create(course=course, student=ada)
