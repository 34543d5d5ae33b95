"""Whether it was created matters, so the underscore gets a name."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=ada)
    return ada
