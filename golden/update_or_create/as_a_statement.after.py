"""Only a target that was created needs a link."""

from school.models import Course, Enrollment


def run(course: Course):
    student, created = course.students.all().update_or_create(
        name="Ada", defaults={"email": "ada@example.org"}
    )
    if created:
        Enrollment.objects.create(course=course, student=student)
