"""What is awaited in the argument is awaited outside of the thread.

caveats: async-block
"""

from asgiref.sync import sync_to_async
from django.db import transaction

from school.models import Course, Enrollment, Student


async def run(course: Course):
    students = [s async for s in Student.objects.filter(email="")]

    @sync_to_async
    @transaction.atomic
    def set_students():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            Enrollment.objects.get_or_create(course=course, student=student)

    await set_students()
