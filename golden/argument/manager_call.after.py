"""A manager's call in the argument stays where it is."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    Enrollment.objects.get_or_create(
        course=course, student=Student.objects.get(name="Ada")
    )
