"""The look-up and the link are awaited."""

from school.models import Course


async def run(course: Course):
    ada, created = await course.students.aget_or_create(name="Ada")
    return ada, created
