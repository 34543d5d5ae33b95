"""A coroutine that is gathered on the spot is awaited there."""

import asyncio

from school.models import Course, Enrollment, Student


async def run(course: Course, student: Student):
    await asyncio.gather(
        Enrollment.objects.aget_or_create(course=course, student=student),
        asyncio.sleep(0),
    )
