"""A single delete needs no thread."""

from school.models import Course


async def run(course: Course):
    await course.students.aset([])
