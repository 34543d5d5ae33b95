"""An awaited clearing is an awaited delete."""

from school.models import Course


async def run(course: Course):
    await course.students.aclear()
