"""An awaited removal is an awaited delete."""

from school.models import Course, Enrollment, Student


async def run(course: Course, student: Student):
    await Enrollment.objects.filter(course=course, student=student).adelete()
