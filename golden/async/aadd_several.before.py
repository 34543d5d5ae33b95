"""Several are added all or nothing, in a thread.

caveats: async-block
"""

from school.models import Course, Student


async def run(course: Course, ada: Student, bob: Student):
    await course.students.aadd(ada, bob)
