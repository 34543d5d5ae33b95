"""An awaited write stays awaited."""

from school.models import Course, Student


async def run(course: Course, student: Student):
    await course.students.aadd(student)
