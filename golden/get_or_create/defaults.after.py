"""Defaults are the target's, through_defaults the link's."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().get_or_create(
        name="Ada", defaults={"email": "ada@example.org"}
    )
    if created:
        Enrollment.objects.create(course=course, student=ada, grade="B+")
    return ada, created
