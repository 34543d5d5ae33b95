"""An awaited removal is an awaited delete."""

from school.models import Course, Student


async def run(course: Course, student: Student):
    await course.students.aremove(student)
