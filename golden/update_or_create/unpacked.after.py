"""The updated one has its link already."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().update_or_create(
        name="Ada", defaults={"email": "new@example.org"}
    )
    if created:
        Enrollment.objects.create(course=course, student=ada)
    return ada, created
