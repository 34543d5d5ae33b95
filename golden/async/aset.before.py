"""A transaction cannot be entered in a coroutine: a function does it in a thread.

caveats: async-block
"""

from school.models import Course, Student


async def run(course: Course, students: list[Student]):
    await course.students.aset(students)
