"""A function among other statements has empty lines around it.

caveats: async-block
"""

from school.models import Course, Student


async def run(course: Course, students: list[Student]):
    count = len(students)
    # the others leave
    await course.students.aset(students)
    return count
