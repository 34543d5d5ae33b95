"""What is awaited in the argument is awaited outside of the thread.

caveats: async-block
"""

from school.models import Course, Student


async def run(course: Course):
    await course.students.aset([s async for s in Student.objects.filter(email="")])
