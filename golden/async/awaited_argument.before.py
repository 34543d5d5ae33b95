"""What is awaited in the argument is awaited first."""

from school.models import Course, Student


async def run(course: Course):
    await course.students.aadd(await Student.objects.aget(name="Ada"))
