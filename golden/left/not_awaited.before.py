"""A coroutine that is collected is awaited by somebody else."""

import asyncio

from school.models import Course, Student


async def run(course: Course, ada: Student, bob: Student):
    first = course.students.aadd(ada)  # left: not-awaited
    await asyncio.gather(first)
