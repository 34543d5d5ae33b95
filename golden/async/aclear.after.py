"""An awaited clearing is an awaited delete."""

from school.models import Course, Enrollment


async def run(course: Course):
    await Enrollment.objects.filter(course=course).adelete()
