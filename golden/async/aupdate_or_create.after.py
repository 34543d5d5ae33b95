"""The update and the link are awaited."""

from school.models import Course, Enrollment


async def run(course: Course):
    ada, created = await course.students.all().aupdate_or_create(
        name="Ada", defaults={"email": "new@example.org"}
    )
    if created:
        await Enrollment.objects.acreate(course=course, student=ada)
    return ada, created
