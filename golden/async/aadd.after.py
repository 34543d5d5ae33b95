"""An awaited write stays awaited."""

from school.models import Course, Enrollment, Student


async def run(course: Course, student: Student):
    await Enrollment.objects.aget_or_create(course=course, student=student)
