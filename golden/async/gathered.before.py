"""A coroutine that is gathered on the spot is awaited there."""

import asyncio

from school.models import Course, Student


async def run(course: Course, student: Student):
    await asyncio.gather(course.students.aadd(student), asyncio.sleep(0))
