"""The link's values are for a new link only."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().update_or_create(
        name="Ada", defaults={"email": ""}
    )
    if created:
        Enrollment.objects.create(course=course, student=ada, grade="B+")
    return ada
