"""The update and the link are awaited."""

from school.models import Course


async def run(course: Course):
    ada, created = await course.students.aupdate_or_create(
        name="Ada", defaults={"email": "new@example.org"}
    )
    return ada, created
