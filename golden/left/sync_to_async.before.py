"""A method in a wrapper is called by the wrapper."""

from asgiref.sync import sync_to_async

from school.models import Course, Student


async def run(course: Course, student: Student):
    await sync_to_async(course.students.add)(student)  # left: bound-method
