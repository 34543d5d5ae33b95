"""A receiver that is awaited is awaited once."""

from school.models import Course, Enrollment, Student


async def run(student: Student):
    await Enrollment.objects.aget_or_create(
        course=await Course.objects.aget(title="Maths"), student=student
    )
