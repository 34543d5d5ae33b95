"""A receiver that is awaited is awaited once."""

from school.models import Course, Student


async def run(student: Student):
    await (await Course.objects.aget(title="Maths")).students.aadd(student)
