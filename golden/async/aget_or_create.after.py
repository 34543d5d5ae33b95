"""The look-up and the link are awaited."""

from school.models import Course, Enrollment


async def run(course: Course):
    ada, created = await course.students.all().aget_or_create(name="Ada")
    if created:
        await Enrollment.objects.acreate(course=course, student=ada)
    return ada, created
