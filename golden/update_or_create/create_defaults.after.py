"""Values for a new target alone."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().update_or_create(
        name="Ada", defaults={"email": ""}, create_defaults={"email": "new@example.org"}
    )
    if created:
        Enrollment.objects.create(course=course, student=ada)
    return ada, created
