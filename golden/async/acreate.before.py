"""Both creations are awaited."""

from school.models import Course


async def run(course: Course):
    ada = await course.students.acreate(name="Ada", through_defaults={"grade": "B+"})
    return ada
